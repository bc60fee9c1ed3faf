"""Previews: pictures of our own drawing, made in a child, a folder that may go at any time."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from PIL import Image

from luoshi.record import previews, queries
from luoshi.record.files import office_program, preview
from luoshi.record.operations import keep_file
from luoshi.record.previews import Preview
from luoshi.record.queries import StoredFileRecord
from tests.record import samples
from tests.record.desk import AT, CLERK

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def stored(content: bytes, name: str = "a") -> StoredFileRecord:
    found = queries.stored_file(keep_file(content=content, name=name, at=AT, actor=CLERK).hash)
    assert found is not None
    return found


def size(found: Preview, number: int) -> tuple[int, int]:
    path = found.picture(number)
    assert path is not None
    return Image.open(path).size


def test_a_paper_is_shown_page_by_page() -> None:
    found = previews.make(stored(samples.paper(3)))
    assert (found.pages, found.shown, found.refused) == (3, 3, "")
    assert max(size(found, 3)) == preview.SIDE
    assert max(size(found, 0)) == preview.THUMBNAIL
    assert found.picture(4) is None
    assert previews.find(found.hash) == found


@pytest.mark.long
def test_only_the_first_pages_of_a_long_paper_are_drawn() -> None:
    found = previews.make(stored(samples.paper(52)))
    assert (found.pages, found.shown) == (52, preview.MOST_PAGES)


@pytest.mark.parametrize("sample", [samples.photo, samples.screenshot])
def test_a_picture_is_shown(sample: Callable[[], bytes]) -> None:
    found = previews.make(stored(sample()))
    assert (found.pages, found.shown) == (1, 1)
    assert size(found, 1)[0] in {60, 40}


@pytest.mark.parametrize(
    "content", [samples.WORDS.encode("utf-8-sig"), samples.WORDS.encode("gb18030"), samples.WORDS.encode("utf-16")]
)
def test_a_text_is_shown_as_a_text(content: bytes) -> None:
    assert previews.make(stored(content)).text == samples.WORDS


def test_of_a_web_page_the_words_are_shown() -> None:
    page = b"<html><head><title>x</title></head><script>alert(1)</script><p>a &lt; b</p></html>"
    assert previews.make(stored(page)).text == "a < b"


def test_what_nothing_here_can_show_is_said_so() -> None:
    assert previews.make(stored(samples.ofd())).refused == "no_preview"


@pytest.mark.long
def test_an_office_file_is_shown_where_libreoffice_is_installed() -> None:
    found = previews.make(stored(samples.word(), "a.docx"))
    assert (found.refused, found.shown) == (("", 1) if office_program.find() else ("no_office", 0))


def test_without_libreoffice_the_page_can_say_so_and_asks_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_program, "find", lambda: "")
    kept = stored(samples.word(), "a.docx")
    assert previews.make(kept).refused == "no_office"
    assert previews.find(kept.hash) is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "word/_rels/document.xml.rels2.rels",
            '<Relationship Id="r" Type="http://x/image" Target="http://10.0.0.1/a.png" TargetMode="External"/>',
        ),
        ("word/other.xml", '<w:instrText>INCLUDETEXT "file:///etc/passwd"</w:instrText>'),
    ],
)
def test_an_office_file_that_would_load_something_is_not_opened(
    name: str, content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_program, "find", lambda: "/bin/false")
    assert previews.make(stored(samples.with_part(samples.word(), name, content))).refused == "outside"


def test_a_preview_may_be_removed_and_is_drawn_again() -> None:
    kept = stored(samples.photo())
    first = previews.make(kept)
    shutil.rmtree(queries.previews_path(kept.hash).parent)
    assert previews.find(kept.hash) is None
    assert previews.make(kept) == first


def test_no_more_are_drawn_at_once_than_may_be() -> None:
    kept = stored(samples.photo())
    with ExitStack() as taken:
        for _ in range(previews.AT_ONCE):
            assert taken.enter_context(previews._turn())
        assert previews.make(kept).refused == "busy"
    assert previews.make(kept).shown == 1
