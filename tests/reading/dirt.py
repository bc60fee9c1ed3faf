"""Dirt made on purpose: each function takes a clean text and gives it back as a bad way would have left it.

Every function of `KINDS` takes the text and a source of chance; what it adds must go again in cleaning, or be marked.
"""

import html
import random
import unicodedata
from collections.abc import Callable
from difflib import SequenceMatcher

import opencc
from pypinyin import Style, pinyin

TITLE = "云岭县2026年政府工作报告"
CLEAN = f"""{TITLE}
——2026年1月9日在云岭县第十二届人民代表大会第六次会议上
云岭县人民政府县长
各位代表：
现在，我代表县人民政府，向大会报告工作，请予审议，并请各位政协委员和列席人员提出意见。
一、2025年工作回顾
过去一年，我们坚持项目为王，全年实施重点项目68个，完成投资42.6亿元，增长12.3%；新签约项目31个，其中亿元以上项目9个。
——产业根基不断夯实。果蔬加工园二期建成投用，规模以上工业企业达到57家；“云岭红”苹果获评地理标志产品，种植面积扩大到8.5万亩。
——民生福祉持续增进。新建幼儿园3所，改造老旧小区12个，惠及居民4300户；城镇新增就业2600人，登记失业率控制在4%以内。
在看到成绩的同时，我们也清醒认识到，发展中还存在不少困难和问题：产业链条不长，龙头企业偏少；城市管理还不够精细。
二、2026年工作安排
今年政府工作的主要预期目标是：地区生产总值增长6.5%左右，一般公共预算收入增长5%，规模以上工业增加值增长8%以上。
（一）全力抓好项目建设。6月底前完成东环路改造工程，9月底前建成冷链物流中心；每月召开一次项目调度会，每季度通报一次进度。
（二）加快推进乡村振兴。由县农业农村局牵头，县财政局、各乡镇配合，打造精品示范村6个，建设高标准农田2.4万亩。
（三）用心办好民生实事。建立“首问负责、限时办结”机制，对推诿扯皮的单位和个人，严肃追责问责！确保件件有着落、事事有回音。
三、加强政府自身建设
我们要坚持依法行政，自觉接受监督，大力精简会议和文件；厉行节约，过紧日子，把更多资金用在保障民生上。
各位代表，蓝图已经绘就，奋斗正当其时。让我们同心同德，真抓实干，奋力谱写云岭高质量发展新篇章！
"""
Dirt = Callable[[str, random.Random], str]
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


def folded(text: str) -> str:
    """A text without blanks, widths and kinds of quotes."""
    return "".join(c for c in unicodedata.normalize("NFKC", text.translate(_QUOTES)) if not c.isspace())


def error_rate(reference: str, text: str) -> float:
    """Wrong, missing and added characters for each character of the reference, folded."""
    a, b = folded(reference), folded(text)
    wrong = sum(
        max(a2 - a1, b2 - b1)
        for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
        if tag != "equal"
    )
    return wrong / len(a)


def half_width(text: str, chance: random.Random) -> str:
    """Chinese marks as half-width ones."""
    return "".join(c.translate(str.maketrans("，；：！（）", ",;:!()")) if chance.random() < 0.8 else c for c in text)


def full_width(text: str, chance: random.Random) -> str:
    """Digits and letters as full-width ones."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)


def traditional(text: str, chance: random.Random) -> str:
    """Traditional characters, by machine."""
    made: str = opencc.OpenCC("s2t").convert(text)
    return made


def annotated(text: str, chance: random.Random) -> str:
    """Traditional characters with readings in brackets behind the changed ones, marks half-width."""
    old = traditional(text, chance)
    said = (
        f"{b}({pinyin(b, style=Style.TONE)[0][0]})" if a != b and chance.random() < 0.9 else b
        for a, b in zip(text, old, strict=True)
    )
    return "".join(said).translate(str.maketrans("，；", ",;"))


def wrapped(text: str, chance: random.Random) -> str:
    """Lines of one width, as a page layout breaks them, paragraphs indented."""
    width = chance.randint(24, 38)
    rows = []
    for row in text.split("\n"):
        row = "\u3000\u3000" + row if len(row) > width else row
        rows += [row[i : i + width] for i in range(0, len(row), width)] or [""]
    return "\n".join(rows)


def broken_after_semicolons(text: str, chance: random.Random) -> str:
    """A line break behind every semicolon."""
    return text.replace("；", "；\n")


def lost_blanks(text: str, chance: random.Random) -> str:
    """Question marks where blanks were."""
    return "".join("????\n" if c == "\n" and chance.random() < 0.5 else c for c in text) + "????\n"


def web_head(text: str, chance: random.Random) -> str:
    """The head of a portal's page with an abstract that repeats the opening."""
    start = folded(text)[:90]
    return (
        f"首页 > 政务公开 > 工作报告\n{TITLE}\n发布时间：2026-02-01 10:20\n来源：县政府办\n浏览次数：233次\n"
        f"【字体：大 中 小】\n内容摘要：\n{start}......\n{text}"
    )


def web_foot(text: str, chance: random.Random) -> str:
    """What a portal hangs below a text."""
    return (
        f"{text}\n责任编辑：张某\n[打印本页] [关闭窗口]\n分享到：\n微信\n新浪微博\n上一篇：某县通知\n"
        "下一篇：没有了\n相关文章\n某县工作要点\n"
        "主办：某县人民政府办公室\n版权所有：某县人民政府 冀ICP备00000000号\n"
    )


def note_marks(text: str, chance: random.Random) -> str:
    """Footnote marks behind quoted words."""
    parts = text.split("”")
    return parts[0] + "".join(f"”[{i}]{part}" for i, part in enumerate(parts[1:], start=1))


def page_numbers(text: str, chance: random.Random) -> str:
    """Page numbers between the lines."""
    rows = text.split("\n")
    for page, at in enumerate(range(4, len(rows), 6), start=1):
        rows.insert(
            at, chance.choice([f"— {page} —", f"-{page}-", f"第{page}页", f"第 {page} 页 共 9 页", f"—{page}—"])
        )
    return "\n".join(rows)


def unseen(text: str, chance: random.Random) -> str:
    """Zero-width characters anywhere."""
    return "".join(c + chance.choice("\u200b\u200c\ufeff\u2060") if chance.random() < 0.1 else c for c in text)


def spaced(text: str, chance: random.Random) -> str:
    """Blanks between all characters."""
    return "\n".join(" ".join(row) for row in text.split("\n"))


def latin(text: str, chance: random.Random) -> str:
    """UTF-8 or GBK read as Latin-1."""
    return text.encode(chance.choice(["utf-8", "gb18030"])).decode("latin-1")


def entities(text: str, chance: random.Random) -> str:
    """HTML entities, some escaped twice."""
    made = html.escape(text).replace("“", "&ldquo;").replace("”", "&rdquo;").replace("——", "&mdash;&mdash;")
    made = "".join(f"&#{ord(c)};" if chance.random() < 0.05 and ord(c) > 255 else c for c in made)
    return made.replace("。", "。&nbsp;").replace("&nbsp;\n", "&amp;nbsp;\n")


def markup(text: str, chance: random.Random) -> str:
    """Tags around the lines."""
    return "<!-- more -->\n" + "\n".join(f'<p class="x">{row}</p>' for row in text.split("\n")) + '\n<img src="a.png"/>'


def windows(text: str, chance: random.Random) -> str:
    """Windows line ends, a byte order mark and empty lines."""
    return "\ufeff" + text.replace("\n", "\r\n\r\n")


KINDS: tuple[Dirt, ...] = (
    half_width, full_width, traditional, annotated, wrapped, broken_after_semicolons, lost_blanks, web_head, web_foot,
    note_marks, page_numbers, unseen, spaced, latin, entities, markup, windows,
)  # fmt: skip
#: Kinds that may lie over one another in any number, in the order in which real ways lay them.
LAYERS: tuple[Dirt, ...] = (
    note_marks, annotated, half_width, broken_after_semicolons, page_numbers, web_head, web_foot, lost_blanks, unseen,
    windows,
)  # fmt: skip
