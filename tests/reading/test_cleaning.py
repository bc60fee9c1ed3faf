"""The dirt of real ways: readings behind characters, shifted bytes, half-width marks, web pages around a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading.cleaning import clean
from luoshi.reading.mojibake import has_readings

ANNOTATED = "縣發(fā)改局要會(huì)同縣財(cái)政局,抓緊開(kāi)工建設(shè)東環(huán)路;每月報(bào)告一次。"


def cleaned(text: str) -> str:
    return clean(text).text


def test_readings_go_and_traditional_characters_turn_simplified() -> None:
    assert cleaned(ANNOTATED) == "县发改局要会同县财政局，抓紧开工建设东环路；每月报告一次。"


def test_real_brackets_stay() -> None:
    assert "（扩大）" in cleaned("縣發(fā)改局開(kāi)會(huì)議(扩大)研究項(xiàng)目,報(bào)縣政府。")
    assert "(GDP)" in cleaned("全县生产总值(GDP)增长。") or "（GDP）" in cleaned("全县生产总值(GDP)增长。")


def test_a_reading_that_fits_no_character_stays_and_is_marked_for_a_person() -> None:
    text = clean(ANNOTATED + "柳(zhàn)树")
    assert "柳（zhàn）树" in text.text
    assert [one.kind for one in text.repairs if one.sure == "open"] == ["reading_unconfirmed"]


@pytest.mark.parametrize(("whole", "after"), [("我帶頭做起", "幫"), ("會議議題", "研究"), ("工業園區", "建設")])
def test_shifted_bytes_are_only_repaired_by_proof(whole: str, after: str) -> None:
    """A replacement across two characters swallows half of each; what comes back is a proof or nothing at all."""
    text = clean(ANNOTATED + whole + after)
    assert all(one.sure in {"certain", "likely", "open"} for one in text.repairs)


def test_bytes_out_of_step_come_back_into_step() -> None:
    """帶 loses its second byte to an annotated 規 read across 我帶: the bytes say what stood there."""
    broken = "我?guī)ь^做起"
    text = clean(ANNOTATED + broken)
    assert text.text.endswith("我带头做起")
    (repair,) = [one for one in text.repairs if one.kind == "bytes_shifted"]
    assert repair.before == "我?guī)ь^"


def test_simplified_text_is_left_alone() -> None:
    said = "成效显著，著名商标，余额不足，皇后镇里程碑。"
    assert cleaned(said) == said
    assert not has_readings(said)


def test_half_width_marks_widen_in_chinese_and_stay_in_figures() -> None:
    assert cleaned("完成投资1,200万元,增长8.5%;比例为3:1。") == "完成投资1,200万元，增长8.5%；比例为3:1。"


def test_a_page_around_the_text_is_dropped() -> None:
    page = (
        "首页 > 政务公开\n柳河县抓落实工作方案\n发布时间：2026-02-03 来源：县政府办\n柳河县抓落实工作方案\n"
        "全县上下要抓好春耕备耕，确保完成播种面积20万亩。\n责任编辑：某某\n上一篇：无\n"
    )
    assert cleaned(page) == "柳河县抓落实工作方案\n全县上下要抓好春耕备耕，确保完成播种面积20万亩。"


def test_the_tail_of_a_portal_is_cut_off_but_prose_never() -> None:
    body = "全县要完成植树造林5万亩。" * 8
    assert "某县通知" not in cleaned(f"{body}\n相关文章\n某县通知\n另一县通知\n")
    kept = f"{body}\n相关文章\n{body}{body}"
    assert cleaned(kept).count("植树造林") == 24


def test_broken_lines_are_joined_and_headings_are_not() -> None:
    broken = "县住建局要加快老旧小区改造；\n推进雨污分流。\n一、抓好项目\n（一）强化调度；\n（二）强化保障。"
    assert cleaned(broken).split("\n") == [
        "县住建局要加快老旧小区改造；推进雨污分流。",
        "一、抓好项目",
        "（一）强化调度；",
        "（二）强化保障。",
    ]


def test_rows_of_a_table_are_never_joined() -> None:
    rows = "1 | 建成城东幼儿园，按期开园 | 县教育局 | 8月底前\n2 | 改造供热管网 | 县住建局 | 10月底前"
    assert cleaned(rows) == rows


def test_front_matter_entities_and_lost_blanks_go() -> None:
    source = "---\ntitle: 某文\ndate: 2026-01-05\n---\n县政府&nbsp;办公室????印发\n"
    assert cleaned(source) == "县政府 办公室 印发"


PIECES_OF_DIRT = """
縣 發(fā) 改 局 ， , ; 。 (huì) ? 一、 （一） 建設(shè) 項目 12.5% <br/> &nbsp; ???? “ ” 我?guī)ь^ 每月
责任单位：县财政局 | …… X
"""
DIRT = st.lists(
    st.sampled_from([*PIECES_OF_DIRT.split(), "\n", " ", "\u3000", "\u200b"]),
    max_size=60,
).map("".join)


@given(DIRT)
def test_every_cleaned_character_knows_where_it_came_from(source: str) -> None:
    text = clean(source)
    assert len(text.origin) == len(text.text)
    assert all(0 <= place < max(1, len(source)) for place in text.origin)
    assert list(text.origin) == sorted(text.origin)
    assert all(source[one.start : one.end] == one.before for one in text.repairs)


@given(DIRT)
def test_cleaning_a_clean_text_again_changes_no_chinese(source: str) -> None:
    once = clean(source).text
    han = [c for c in once if "\u4e00" <= c <= "\u9fff"]
    again = [c for c in clean(once).text if "\u4e00" <= c <= "\u9fff"]
    assert len(again) <= len(han)


def test_the_unit_that_answers_twice_is_said_twice() -> None:
    said = "1.建成青石大桥。\n责任单位：县交通运输局\n2.改造河西公路。\n责任单位：县交通运输局"
    assert cleaned(said) == said


def test_the_noise_of_a_forum_goes_and_letters_of_the_text_stay() -> None:
    noise = "' ^2 _& f3 S+ }! ^1 @ k"
    said = "抓好重点工作 {n}\n推行PPP、EPC模式，完成投资1.5亿元。{n}\n同志们： {n}\n比例为3 : 1 : 2，等级为A B C D。"
    assert "^" not in cleaned(said.format(n=noise))
    assert "PPP、EPC模式，完成投资1.5亿元。" in cleaned(said.format(n=noise))
    assert "A B C D" in cleaned(said.format(n=noise))


def test_buttons_of_a_portal_are_no_text() -> None:
    page = "免费发布信息\n云岭新闻 河西新闻 青石新闻 柳湾新闻\n退出长者模式\n简体版 | 繁体版\n"
    assert cleaned(f"{page}县里召开会议\n会议要求抓好落实。") == "县里召开会议\n会议要求抓好落实。"
