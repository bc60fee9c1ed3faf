"""The cast is there, sits where it says, and is quick to gather."""

from datetime import UTC, datetime
from time import perf_counter

import pytest

from luoshi.org import queries
from tests.cast import build

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_everybody_of_the_cast_sits_on_her_post() -> None:
    began = perf_counter()
    cast = build(AT)
    assert perf_counter() - began < 1, "the cast is built for nearly every test"
    for who in cast.posts:
        actor = cast.actor(who, AT)
        assert actor.post_id == cast.post(who)
        assert actor.unit_id == cast.unit(who)
        assert queries.holder(actor.post_id, AT).person_id == cast.person(who)
    assert cast.actor("section_chief", AT) == cast.actor("director", AT)
