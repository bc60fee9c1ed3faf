"""Labels of sentences: places that find their sentence again, and say so when they do not."""

from pathlib import Path

import pytest
from tools.reading.labels import agreement, sentences, store

TEXT = "关于某事的通知&nbsp; \n????新建水池3座；修好 两条路。“早些完工！”按月报送\n率达90%;五月底前建成。"


def test_sentences_end_at_their_signs_with_the_quotes_behind_them_and_at_line_ends() -> None:
    assert [one.text for one in sentences.cut(TEXT)] == [
        "关于某事的通知",
        "新建水池3座；",
        "修好 两条路。",
        "“早些完工！”",
        "按月报送",
        "率达90%;",
        "五月底前建成。",
    ]


def test_a_digest_does_not_see_white_space_width_or_lost_spaces() -> None:
    assert sentences.digest("修好 两条路（３公里）。") == sentences.digest("修好????两条路(3&nbsp;公里)。")


def test_a_label_finds_its_sentence_in_any_folder_and_is_lost_with_its_words(tmp_path: Path) -> None:
    corpus, kept = tmp_path / "corpus", tmp_path / "kept"
    corpus.mkdir()
    kept.mkdir()
    (corpus / "one.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "list").write_text("0 frame\n1-2 c\n3 soft*\n", encoding="utf-8")
    written = store.write(corpus / "one.txt", tmp_path / "list", "one", kept)
    assert "水池" not in written.read_text(encoding="utf-8")

    loaded = store.resolve(corpus, store.labels(kept))
    assert [(one.text, one.label.label, one.label.borderline) for one in loaded.found] == [
        ("关于某事的通知", "frame", False),
        ("新建水池3座；", "core", False),
        ("修好 两条路。", "core", False),
        ("“早些完工！”", "soft", True),
    ]
    (corpus / "one.txt").write_text(TEXT.replace("两", "三"), encoding="utf-8")
    assert len(store.resolve(corpus, store.labels(kept)).lost) == 4


@pytest.mark.parametrize("line", ["0 task", "99 core", "0 core\n0 soft"])
def test_a_working_list_with_a_slip_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "list").write_text(line, encoding="utf-8")
    with pytest.raises(ValueError, match=r"no label|twice"):
        store.write(tmp_path / "one.txt", tmp_path / "list", "one", tmp_path)


def test_kappa_takes_off_what_two_readers_share_by_chance() -> None:
    pairs = [("core", "core")] * 20 + [("core", "soft")] * 5 + [("soft", "core")] * 10 + [("soft", "soft")] * 15
    assert agreement.kappa(pairs) == pytest.approx(0.4)


def test_where_readers_differ_the_first_stands_as_borderline() -> None:
    def judged(label: str, who: str) -> store.Resolved:
        return store.Resolved(store.Label("d", 0, 3, "x", label, False, who), "one.txt", "修路。")

    (settled,) = store.merged([judged("soft", "two"), judged("core", "one")])
    assert (settled.label.label, settled.label.borderline) == ("core", True)
