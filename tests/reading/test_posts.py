"""Posts that act are read whole; who is called to account or written to does not act."""

import pytest

from luoshi.reading import read


def posts(sentence: str) -> list[str]:
    """The posts of every row of a sentence."""
    found = read("青溪县重点工作推进通知\n" + sentence, year=2026)
    assert found.items
    return [person.who for item in found.items for person in item.persons]


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("县政府分线领导要每月调度一次重点项目。", "县政府分线领导"),
        ("县级包抓领导亲临一线，解决项目建设难题。", "县级包抓领导"),
        ("书记、县长统筹指挥项目建设，每周调度一次。", "书记、县长"),
        ("由县政府主要领导召集专题会，逐项研究项目开工问题。", "县政府主要领导"),
    ],
)
def test_a_post_is_read_with_the_words_that_say_which(sentence: str, who: str) -> None:
    assert who in posts(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "对连续两次排名靠后的，严肃追究相关单位主要领导的责任。",
        "对排名最后两位的乡镇“一把手”进行约谈。",
    ],
)
def test_who_is_called_to_account_does_not_act(sentence: str) -> None:
    assert posts(sentence) == []


def test_a_post_that_takes_over_ends_the_reach_of_the_one_before() -> None:
    reading = read(
        "青溪县重点工作推进通知\n分管县领导要每周调度项目，由县政府主要领导召集专题会研究开工问题。", year=2026
    )
    assert [person.who for person in reading.items[-1].persons] == ["县政府主要领导"]


@pytest.mark.parametrize("unit", ["县督查组", "县两办督查室", "县配套办", "县政府有关部门", "全县上下"])
def test_a_unit_beside_a_post_is_read_whole(unit: str) -> None:
    reading = read(f"青溪县重点工作推进通知\n{unit}要加大力度，逐项督查项目进展。", year=2026)
    assert unit in [one.name for item in reading.items for one in item.units]
