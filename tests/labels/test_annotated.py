"""Commitments by hand: the made-up documents hold what their annotation says, and places become words."""

import json
from pathlib import Path

import pytest
from tools.reading.labels import annotated, sentences

MADE = annotated.made()
HAN = ("一", "鿿")
MEASURES = set("个家项亩座处所名人次万亿元吨公里棒平方类列标箱")


def _sentence(document: annotated.Annotated, commitment: dict) -> str:
    return document.text[commitment["sent_start"] : commitment["sent_end"]]


def test_there_are_measures_minutes_a_notice_a_speech_and_a_table():
    assert [one.name for one in MADE] == ["circular", "minutes", "notice", "speech", "table"]


@pytest.mark.parametrize("document", MADE, ids=lambda one: one.name)
def test_every_phrase_stands_once_in_its_sentence_and_at_its_place(document):
    for one in document.gold["commitments"]:
        assert document.text[one["offset"] :].startswith(one["phrase"])
        assert _sentence(document, one).count(one["phrase"]) == 1


@pytest.mark.parametrize("document", MADE, ids=lambda one: one.name)
def test_every_field_is_in_the_document(document):
    for one in document.gold["commitments"]:
        said = [target["indicator"] for target in one["targets"]] + one["items"]
        assert all(words in _sentence(document, one) for words in said)
        assert all(unit["name"] in document.text for unit in one["units"])
        assert (one["deadline"]["said"] or "") in document.text


@pytest.mark.parametrize("document", MADE, ids=lambda one: one.name)
def test_every_sentence_has_one_label(document):
    cut = sentences.cut(document.text)
    labels = document.gold["sentence_labels"]
    assert [(one["start"], one["end"]) for one in labels] == [(one.start, one.end) for one in cut]
    tasks = {one["sentence"] for one in document.gold["commitments"]}
    assert all(one["label"] in {"core", "mechanism", "soft"} for one in labels if one["i"] in tasks)


@pytest.mark.parametrize("path", sorted(annotated.COMMITMENTS.glob("*.json")), ids=lambda path: path.stem)
def test_annotations_of_other_peoples_documents_are_places_without_words(path):
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["schema"] == annotated.SCHEMA
    han = {sign for sign in json.dumps(data, ensure_ascii=False) if HAN[0] <= sign <= HAN[1]}
    assert han <= MEASURES
    for one in data["commitments"]:
        low, high = one["sentence"]
        places = [one["phrase"], *one["items"], *(target["indicator"] for target in one["targets"])]
        assert all(low <= start < end <= high for start, end in places)


def test_note_marks_leave_the_text_and_places_follow(tmp_path: Path):
    raw = "一、明年安排\n实施“三到户”〔3〕工程，新建泵站4座〔12〕。\n"
    (tmp_path / "plan.txt").write_text(raw, encoding="utf-8")
    _annotate(tmp_path, raw, "新建泵站4座")
    (found,) = annotated.corpus(tmp_path, kept=tmp_path)
    (commitment,) = found.gold["commitments"]
    assert found.text == "一、明年安排\n实施“三到户”工程，新建泵站4座。\n"
    assert found.text[commitment["offset"] :].startswith("新建泵站4座")
    assert [one["label"] for one in found.gold["sentence_labels"]] == ["frame", "core"]


def test_a_place_that_lost_its_sentence_is_refused(tmp_path: Path):
    raw = "新建泵站4座。\n"
    (tmp_path / "plan.txt").write_text(raw, encoding="utf-8")
    _annotate(tmp_path, raw, "新建泵站4座")
    kept = tmp_path / "plan.json"
    kept.write_text(kept.read_text(encoding="utf-8").replace('"digest": "', '"digest": "0'), encoding="utf-8")
    with pytest.raises(ValueError, match="no sentence"):
        annotated.corpus(tmp_path, kept=tmp_path)


def test_rows_from_the_part_nobody_annotated_are_not_judged():
    whole = MADE[0]
    part = annotated.Annotated(whole.name, whole.source, whole.sha256, whole.text, whole.gold, (0, 400))
    inside, outside = {"quote": whole.text[100:120]}, {"quote": whole.text[450:470]}
    assert part.covered([inside, outside, {"quote": "没有的话"}]) == [inside, {"quote": "没有的话"}]


def _annotate(folder: Path, raw: str, phrase: str) -> None:
    sentence = sentences.cut(raw)[-1]
    start = raw.index(phrase)
    commitment = {
        "tier": "core",
        "type": "both",
        "sentence": [sentence.start, sentence.end],
        "digest": sentence.digest,
        "phrase": [start, start + len(phrase)],
        "items": [],
        "targets": [],
        "deadline": {"said": None, "iso": None, "kind": "implicit"},
        "recurrence": None,
        "trigger": None,
        "units": [],
        "persons": [],
        "amounts": [],
        "hedged": False,
        "note": None,
    }
    data = {
        "schema": annotated.SCHEMA,
        "document": sentences.document_hash((folder / "plan.txt").read_bytes()),
        "annotator": "hand",
        "covers": [0, len(raw)],
        "year": 2026,
        "default_deadline": "2026-12-31",
        "commitments": [commitment],
    }
    (folder / "plan.json").write_text(json.dumps(data), encoding="utf-8")
