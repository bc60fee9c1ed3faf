"""The words of minutes: who met and what was heard, what a meeting thinks, what it agreed to and what it orders."""

import dataclasses
import re

from luoshi.reading.lexicon import VERB
from luoshi.reading.sentences import clauses
from luoshi.reading.words import any_of

_ADVERB = any_of(
    """
    还 先后 分别 首先 逐项 逐一 书面 专题 集中 认真 再次 并 就 共同 进一步 全面 持续 切实 着力 全力 继续 大力 深入
    """
)
_ADVERBS = f"(?:{_ADVERB})*"
_HEARD = "听取|传达|学习|研究|审议|讨论|观看|通报|分析|总结|回顾|安排部署|部署|交流"
#: The day of a meeting, alone before a comma.
DAY = re.compile(r"(?:20\d\d年)?\d{1,2}月\d{1,2}日(?:上午|下午|晚上?)?")
#: A clause that tells what happened at a meeting.
_TELLS = re.compile(
    any_of(
        rf"""
    ^(?:本次|此次)?(?:会议|会上|全会|与会(?:人员|同志|代表)){_ADVERBS}(?:{_HEARD})(?!决定|确定|议定|明确|同意|认为)
    (?:参加|列席|出席)了?(?:会议|活动|座谈会?|调研)?$
    ^[^要将，每]{{2,18}}(?:召开|举行)了?[^，]{{2,40}}(?:会议|大会|座谈会|推进会|动员会|现场会|务虚会|全会)$
    ^就[^，]{{2,30}}(?:进行|作出?)了?[^，]{{0,6}}(?:安排|部署|动员|强调)
    主持召开 ^[^，]{{2,20}}主持(?:了)?会议$ (?:听取|审议|传达学习|研究讨论|汇报|通报|介绍)了
    ^(?:经|经过){_ADVERBS}(?:会议|集体|充分)*(?:研究|讨论|审议)$
    (?:进行了?|作了?|作出了?|提出了?){_ADVERBS}(?:具体|充分)?(?:研究|讨论|部署|安排|审议|要求|强调|讲话|汇报|说明|发言)$
    纪要如下$ ^\d{{1,2}}月\d{{1,2}}日(?:上午|下午|晚)?，?[^，]{{2,24}}召开[^，]{{2,40}}会议?$
    """
    )
)
#: What goes on telling it, in the clauses behind.
_GOES_ON = re.compile(rf"^{_ADVERBS}(?:{_HEARD}|贯彻)|纪要如下$")
_NOT_YET = re.compile(
    r"每|定期|至少|一次|定于|拟|[日月底节]前|务必|必须|应当|不得|(?<![重主首需必紧])要(?!求|素|点|闻|道|害|冲)"
)
_AGREED = re.compile(
    r"^(?:会议)?(?:研究|审议)?(?:并|了|决定)?(?:原则上?)?(?:同意|通过)了?(?!率|检查|验收|[^，]{0,6}方式)"
    "(?!启动|实施|建设|成立|设立|组建|安排|拨付|列支|追加|将|由|给予|解决|出让|划拨|购买|采购|聘)"
)
#: What a decision is about, before the decision.
_TOPIC = re.compile(r"^关于[^，]{2,40}(?:问题|事宜|事项|工作|议题)$")
_THINKS = re.compile(r"^会议(?:还)?(?:认为|指出)")
_ORDERS = re.compile(
    any_of(
        r"""
    (?<![重主首需必紧])要(?!求|素|点|闻|道|害|冲|件) 必须 务必 务求 应当 ^须 请 责成 由.{2,16}(?:牵头|负责) [日月底节]前
    年内 确保 决不 不得 严禁 ^会议(?:决定|要求|强调|明确|议定)
    """
    )
)
_DOES = re.compile(rf"^{_ADVERBS}(?:{VERB.pattern})")
_STATE = re.compile("是|关系|意义|有利于|严重|突出|不足|不够|明显")
_TOLD = re.compile("^(?:各|有关|相关|全[省市县区]|[省市县区]直)")


@dataclasses.dataclass(slots=True)
class Minutes:
    """Listens to the clauses of one sentence in order: which of them only tell, think or agree."""

    telling: bool = False
    thinking: bool = False
    told: bool = False

    def passes_over(self, clause: str) -> bool:
        """Whether a clause tells what happened or what the meeting holds true, so that it is no row."""
        if tells(clause) or (self.telling and _goes_on(clause)):
            self.telling = self.told = True
            return True
        self.telling = False
        if _TOPIC.search(clause):
            return True
        if _THINKS.match(clause):
            self.thinking = self.told = True
            clause = _THINKS.sub("", clause)
            if not clause:
                return True
        if self.thinking and not _orders(clause):
            return True
        self.thinking = False
        return False


def is_told(text: str, sentence: tuple[int, int]) -> bool:
    """Whether a sentence without rows tells of a meeting."""
    heard = Minutes()
    for a, b in clauses(text, *sentence):
        heard.passes_over(text[a:b])
    return heard.told


def tells(clause: str) -> bool:
    """Whether a clause tells that a meeting was held, or what it heard and considered."""
    return bool(_TELLS.search(clause)) and not _NOT_YET.search(clause) and not agreed(clause)


def agreed(clause: str) -> bool:
    """Whether a clause says that a paper was agreed to: no row by itself, the object of what follows."""
    return bool(_AGREED.search(clause))


def _goes_on(clause: str) -> bool:
    """Whether a clause behind a telling one tells on: a verb of meetings, no time limit, no order."""
    return bool(_GOES_ON.search(clause)) and not _NOT_YET.search(clause) and "由" not in clause


def _orders(clause: str) -> bool:
    """Whether a clause behind 会议认为 or 会议指出 is an order and no state of affairs."""
    if _ORDERS.search(clause):
        return True
    return bool(_DOES.search(clause) or _TOLD.search(clause)) and not _STATE.search(clause)
