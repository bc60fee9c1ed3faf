"""Spoiled files of every accepted format: each is kept whole or refused in one sentence, and harms only its child.

A few here; thousands by `python tools/fuzz.py`, which calls `survives`.
"""

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image

from luoshi.intake import files as intake
from luoshi.record import messages, queries
from luoshi.record.files import kinds
from luoshi.record.operations import receive_file
from luoshi.record.refusals import Refused
from tests.record.desk import AT, CLERK
from tests.record.spoiling import spoiled

LIMIT = 30 * 1024 * 1024


def one_sentence(refused: Refused) -> None:
    """A refusal is one reason with a text in both languages."""
    (reason,) = refused.reasons
    for language in ("zh", "en"):
        said = messages.refusal(reason, language=language)  # type: ignore[arg-type]
        assert said
        assert "refusal." not in said
        assert "{" not in said.replace(str(reason.values.get("name", "")), "")


def survives(content: bytes) -> str:
    """What becomes of a file: its media type, or the code that it is refused with. Nothing of it is left."""
    try:
        with receive_file(content=content, name="材料", at=AT, actor=CLERK) as received:
            assert received.media_type in kinds.ALLOWED
            assert received.size == received.path.stat().st_size
            if received.media_type in kinds.PICTURES:
                with Image.open(received.path) as drawn:
                    drawn.load()
                    assert not drawn.getexif()
            found = received.media_type
    except Refused as refused:
        one_sentence(refused)
        found = refused.reasons[0].code
    incoming = queries.incoming_path()
    assert not incoming.exists() or not any(incoming.iterdir())
    return found


def reads(content: bytes) -> str:
    """What becomes of the same file when its text is read."""
    try:
        return intake.read(content, name="来文", limit=LIMIT).media_type
    except Refused as refused:
        one_sentence(refused)
        return refused.reasons[0].code


@pytest.mark.once
@pytest.mark.django_db
@examples(max_examples=14, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=True)
@given(spoiled())
def test_a_spoiled_file_is_kept_whole_or_refused_in_one_sentence(file: tuple[str, bytes]) -> None:
    survives(file[1])


@pytest.mark.once
@examples(max_examples=6, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=True)
@given(spoiled())
def test_the_text_of_a_spoiled_file_is_read_or_refused_in_one_sentence(file: tuple[str, bytes]) -> None:
    reads(file[1])


@pytest.mark.once
@pytest.mark.django_db
@examples(max_examples=20, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.binary(max_size=300).map(lambda noise: noise[:1] + noise))
def test_noise_is_kept_as_a_text_or_refused(noise: bytes) -> None:
    assert survives(noise) in {kinds.TEXT, kinds.HTML, "file.empty", "file.not_allowed", "file.damaged"}
