"""Who should lead: ranked with reasons, calibrated on made-up counties, and silent where nothing is near."""

from tools.reading import leads

from luoshi.reading.suggest import FITTED, Advisor, Candidate, Earlier, Wanted, chances_of

EDUCATION, HEALTH, ROADS = 1, 2, 3
COUNTY = (
    Candidate(EDUCATION, "县教育局", "学前教育、义务教育；教师队伍建设；校园安全"),
    Candidate(HEALTH, "县卫生健康局", "医疗服务；公共卫生；基层卫生机构；托育"),
    Candidate(ROADS, "县交通运输局", "公路规划、建设和养护；道路运输和客运"),
)
PAST = (
    Earlier(11, "新建公办幼儿园2所", EDUCATION),
    Earlier(12, "改扩建义务教育学校5所", EDUCATION),
    Earlier(21, "建设标准化村卫生室30所", HEALTH),
    Earlier(31, "新改建农村公路100公里", ROADS),
)

MADE_UP = leads.made_up()


def test_who_led_the_like_before_comes_first_with_that_as_the_reason() -> None:
    first = Advisor(COUNTY, PAST).advise(Wanted("新建公办幼儿园3所"))[0]
    assert (first.unit_id, first.earlier[0]) == (EDUCATION, 11)
    assert first.chance >= 50


def test_duties_speak_for_a_unit_that_has_no_past() -> None:
    first = Advisor(COUNTY, ()).advise(Wanted("加强公路养护和道路运输管理"))[0]
    assert first.unit_id == ROADS
    assert "道路运输" in first.words
    assert first.earlier == ()


def test_a_unit_of_the_same_passage_gains_by_it() -> None:
    advisor, text = Advisor(COUNTY, PAST), "推进校车和道路安全"
    bare = {one.unit_id: one.chance for one in advisor.advise(Wanted(text))}
    helped = {one.unit_id: one for one in advisor.advise(Wanted(text, beside=(EDUCATION, EDUCATION)))}
    assert helped[EDUCATION].chance > bare.get(EDUCATION, 0)
    assert helped[EDUCATION].beside == 2


def test_nothing_is_suggested_where_nothing_is_near_or_there_is_nobody() -> None:
    assert Advisor(COUNTY, PAST).advise(Wanted("讲好本地故事，展示良好形象")) == ()
    assert Advisor((), PAST).advise(Wanted("新建公办幼儿园3所")) == ()
    assert Advisor(COUNTY, PAST).advise(Wanted("")) == ()


def test_a_unit_that_is_gone_is_not_suggested_for_what_it_led() -> None:
    past = [*PAST, Earlier(91, "整治城区占道经营", 9)]
    assert Advisor(COUNTY, past).advise(Wanted("整治城区占道经营")) == ()


def test_the_chances_said_hold_on_the_made_up_county() -> None:
    cases = [(case, chances_of(case.found, FITTED)) for case in leads.asked(MADE_UP)]
    first = [(max(chances, key=chances.__getitem__), case, chances) for case, chances in cases if chances]
    sure = [unit_id == case.right for unit_id, case, chances in first if chances[unit_id] >= 0.7]
    unsure = [unit_id == case.right for unit_id, case, chances in first if 0.3 <= chances[unit_id] < 0.7]
    assert len(sure) > 100
    assert sum(sure) / len(sure) >= 0.9
    assert 0.4 <= sum(unsure) / len(unsure) <= 0.9
