"""A row read without the framework has the digest of the same row read with it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from luoshi.record import raw, sealing
from luoshi.record.models import OnceKey
from luoshi.record.sealing import Sealed
from luoshi.seal import canonical, digests

# PostgreSQL keeps neither U+0000 nor half a surrogate pair; the product refuses both.
WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
MOMENTS = st.datetimes(timezones=st.just(UTC))


def held(table: Sealed) -> dict[Any, str]:
    """Key → digest of every row, as hex."""
    return {key: digest.hex() for keys, digests in table.held() for key, digest in zip(keys, digests, strict=True)}


class AnyRow(TestCase):
    @given(actor=WORDS, spent_at=MOMENTS, result=VALUES.filter(lambda value: value is not None))
    def test_digest_is_that_of_the_framework_s_values(self, actor: str, spent_at: datetime, result: Any) -> None:
        OnceKey.objects.all().delete()
        OnceKey.objects.create(key="one", actor=actor, spent_at=spent_at, result=result)
        values = OnceKey.objects.values().get()
        expected = {"one": digests.row_digest("record_oncekey", values)}
        assert held(Sealed(OnceKey, ())) == dict(Sealed(OnceKey, ()).digests(["one"])) == expected


@pytest.mark.django_db
def test_every_sealed_table_can_be_read() -> None:
    for table in sealing.tables().values():
        assert list(table.digests([])) == []
        assert all(len(digest) == 64 for digest in held(table).values())


def test_moments_dates_and_truths_are_written_as_the_canonical_form_writes_them() -> None:
    at = datetime(2026, 3, 5, 2, 0, 0, 7, tzinfo=UTC)
    assert raw.moment(at) == raw.moment("2026-03-05 02:00:00.000007") == canonical.text(at)
    assert raw.moment("2026-03-05 02:00:00") == canonical.text(at.replace(microsecond=0))
    truth = raw.text_of(sealing.table("ledger_conclusion").model._meta.get_field("done_late"))
    assert [truth(value) for value in (1, 0, True, False, 2)] == ["true", "false", "true", "false", "2"]
    assert raw.text_of(sealing.table("ledger_item").model._meta.get_field("due_on"))(date(2026, 3, 5)) == '"2026-03-05"'


def test_text_that_is_no_moment_does_not_pass_for_one() -> None:
    assert raw.moment("2026-03-05X02:00:00") == '"2026-03-05X02:00:00"'


@given(st.lists(st.none() | WORDS, max_size=20), st.integers(1, 4))
def test_a_column_is_written_as_its_values_are_one_by_one_however_often_they_come_back(
    said: list[str | None], times: int
) -> None:
    field: Any = OnceKey._meta.get_field("actor")
    alone = [f'"actor":{raw.text_of(field)(one)},' if one is not None else "" for one in said * times]
    assert list(raw.pieces_of(field)(said * times)) == alone


@pytest.mark.django_db
def test_row_without_a_canonical_form_has_no_digest() -> None:
    for key in ("one", "two"):
        OnceKey.objects.create(key=key, actor="post:1", spent_at=datetime(2026, 3, 5, tzinfo=UTC), result={})
    whole = held(Sealed(OnceKey, ()))["two"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE record_oncekey SET result = '{\"a\": 1.5}' WHERE key = 'one'")
    assert held(Sealed(OnceKey, ())) == {"one": "", "two": whole}
