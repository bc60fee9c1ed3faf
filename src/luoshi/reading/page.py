"""What a web page, a layout or an editor leaves around a text: page lines, tails, repeated heads, note marks."""

import re

from luoshi.reading.lines import spans
from luoshi.reading.mapped import Mapped
from luoshi.reading.words import any_of

#: Words of a page's furniture, put into the patterns below by name.
_NAMES = {
    "SOURCE": """作者 来源 信息来源 文章来源 稿源 阅读 评论 点击 浏览次数? 浏览量 阅读量 阅读次数 访问量 点击数
        字号 字体 人气 视力保护色""",
    "CARD": r"""索\s*引\s*号 发布机构 主题分类 信息分类 主题词 组配分类 体裁分类 公开方式 公开范围 效力状态
        有\s*效\s*性 文件编号 信息名称 内容概述""",
    "BUTTONS": "打印本页 打印 关闭窗口 关闭本页 关闭 返回顶部 返回列表 收藏本文 我要纠错",
    "DESK": "责任?编辑? 编辑 责编 校对 审核 审签 监制 初审 复审 终审 供稿 通讯员 投稿 编审 总编 值班编委",
    "OTHERS": "热词 文章 新闻 链接 阅读 推荐 标签 关键词 关键字 专题",
    "SHARES": "微信好友 微信 新浪微博 腾讯微博 微博 QQ空间 QQ好友 QQ 朋友圈 复制链接 豆瓣 人人网 开心网 百度空间",
    "SIZES": "字体 大 中 小 打印 关闭 字号 纠错 收藏 推荐 分享 繁体 简体 繁 简",
    "DOORS": "登录 注册 设为首页 加入收藏 手机版 客户端 无障碍浏览 无障碍阅读 网站支持IPv6 长者模式",
}
_LINES = r"""
首\s?页\s*[>›»＞].* (?:当前|您的|您现在的?|您所在的?)位置\s*[:：].* .{0,20}>>.{0,20}(?:>>.{0,20})+
.{2,12}>>.{2,20} [\u4e00-\u9fff]{2,8}(?:\s*[>›»＞]+\s*[\u4e00-\u9fff]{2,12}){2,}
(?:发布|发表|更新|生成|成文|印发|公开|信息)\s*(?:时\s*间|日\s*期)\s*[:：]?\s*(?:\d{4}.{0,80})?
(?:时\s*间|日\s*期)\s*[:：]?\s*(?:\d{4}-\d\d?-\d\d?.{0,80}|\d{4}.{0,40}(?:来源|作者|阅读|浏览).{0,40})?
(?:<SOURCE>)\s*[:：].{0,80} (?:<CARD>)\s*[:：].{0,80}
\d{4}-\d\d?-\d\d?\s*(?:\d\d?:\d\d(?::\d\d)?)?\s*(?:<SOURCE>|编辑|责编|责任编辑)?\s*[:：]?.{0,24}
(?:本报|本网)?记者\s*[:：].{0,60} (?:阅读|浏览|点击)(?:量|数|次数)?\s*[:：]?\s*\d+.{0,12}
\d+\s*(?:次|人)?(?:阅读|浏览|点击|评论) (?:[\[［【(（]?\s*(?:<BUTTONS>)\s*[\]］】)）]?\s*){1,4}
[(（\[【]?\s*(?:<DESK>)\s*[:：].{0,60} (?:相关|热门|推荐)?(?:<OTHERS>)(?:搜索|阅读|推荐)?\s*[:：].{0,120}
热点文章(?:阅读|推荐)? [<＜]?\s*上一?[篇页条](?:[:：].*)? [<＜]?\s*下一?[篇页条](?:[:：].*)?
标签\s*[:：]?.{0,60} (?:一键)?分\s*享(?:到|至)?\s*[:：]?.{0,24} 评\s*论.{0,8} 收\s*藏(?:本[页文])?
打\s*印.{0,12} 关\s*闭.{0,12} 返回.{0,8} 扫一扫.{0,30} 点赞.{0,8}
(?=.*[\u4e00-\u9fffQ])(?:(?:<SHARES>)|[\s|｜、,，]){1,12}
【?\s*(?:<SIZES>)(?:[】\s|｜/]*(?:<SIZES>|本页|窗口|[:：【】]))* 版权(?:所有|声明|归).*
(?:凡本[网站]|本网(?:站)?)(?:未)?注明.* (?=.*[\u4e00-\u9fff])(?:(?:<DOORS>)|[\s|｜/·]){1,12}
.*(?:未经.{0,8}(?:允许|授权|许可)).{0,20}(?:转载|镜像).* .*ICP备.* .*公网安备.* .*政府网站标识码.*
主办(?:单位)?\s*[:：].{0,12}人民政府(?:办公[室厅])?.{0,40} 技术支持\s*[:：].*
(?:网站|站点)?地图|联系我们|关于我们|网站声明|免责声明|无障碍|繁體|繁体|English|RSS(?:订阅)? 附件下载.{0,20}
下载.{0,10} 相关附件\s*[:：]? 【?法宝引证码】?.* 来源链接\s*[:：].* 原文链接\s*[:：].* (?:https?://|www\.)\S+
\d{1,5} [-—_=*·|/\\\s~＝]+ (?:内容)?摘\s*要\s*[:：]?.*(?:\.\.\.|…)$ 内容摘要\s*[:：].*
第?\s*\d+\s*页?\s*[/／共]\s*第?\s*\d+\s*页? 第\s*\d{1,4}\s*页(?:\s*[,，]?\s*共\s*\d{1,4}\s*页)?
[-—－–·•]{1,3}\s*\d{1,4}\s*[-—－–·•]{1,3} Page\s*\d+(?:\s*of\s*\d+)? .{2,60}(?:…{2,}|\.{6,}|·{6,})\s*\d{1,4}
(?:请|点击)?(?:点击|长按|扫描|识别).{0,12}(?:二维码|关注|查看).{0,12} (?:关注)?微信公众号.{0,16}
视频加载中.{0,8} 图片.{0,4} 展开全文|收起|举报|投诉
本(?:网)?站(?:为|系|是).{0,20}网站.* 免费发布信息|免费注册|会员中心|我要投稿|投诉举报 Copyright.* ©.{0,60}
(?:退出|进入|开启)?(?:长者|关怀|老年)模式.{0,20} (?:简体版?|繁体版?|[\s|｜/·]){3,8}
(?=.*(?:首页|新闻|要闻|频道|专题|时政|政务|公告|社会|县区|视频))[\u4e00-\u9fff]{2,5}(?:[\s|｜]+[\u4e00-\u9fff]{2,5}){3,}
"""


def _named(patterns: str) -> str:
    """The patterns with each `<NAME>` replaced by the words of that name."""
    return re.sub(r"<([A-Z]+)>", lambda m: any_of(_NAMES[m.group(1)]), patterns)


#: Lines that belong to the page and not to the document. Matched on the stripped line.
_PAGE = re.compile(f"^(?:{_named(any_of(_LINES))})$")
_TAIL = re.compile(
    "(?:相关|热点|推荐|最新|热门|延伸|更多|精彩|猜你|今日)(?:文章|阅读|推荐|新闻|链接|报道|资讯|专题|内容|信息|喜欢|头条)[:：]?$"
    "|阅读排行|本栏(?:最新|推荐|热门)|猜你喜欢|点击排行|网友评论|发表评论|标签云$|友情链接"
    "|天涯社区$|(?:分享|转发)到.{0,10}$|附件下载$|扫一扫|标签[:：]?$|Public domain$"
    "|搜索“.{2,60}即可找到|.{0,30}收藏本站.{0,30}(?:阅读|下次)"
)
#: What a library writes below a text about its rights; near the end, whatever follows.
_RIGHTS = re.compile("(?:本|此|该)(?:作品|文件|网页)(?:是|在|属于|采用).{0,60}|(?:免责|版权)声明[:：]?$|Public domain$")
_MARKUP = re.compile(r"<!--.*?-->|<%.*?%>|</?[a-zA-Z][^<>\n]{0,300}>", re.DOTALL)
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(?:[a-zA-Z_-]+:.*\n)+---[ \t]*\n")
_REPRINT = re.compile(r"^(?:原标题|原题)\s*[:：]\s*|。?(?:关注)?微信公众号[^，。；\n]{0,16}\Z", re.MULTILINE)
#: A footnote mark behind a word, and the number that opens its note.
_NOTE_MARK = re.compile(
    r"(?<=[\u4e00-\u9fff”’》）%])(?:[\[［〔【]\s*注?(?P<n>\d{1,2})\s*[\]］〕】]|[(（](?P<r>\d{1,2})[）)]|(?P<c>[①-⑳]))"
)
_SUPERSCRIPT = re.compile(r"(?<=[\u4e00-\u9fff”’》）])[¹²³⁰⁴-⁹]+")
_NOTE = re.compile(r"(?m)^[\s\[［〔【(（]*注?(\d{1,2}|[①-⑳])\s*[\]］〕】)）.．、:：]?")
_NOTES_HEAD = re.compile(r"(?m)^\W{0,3}(?:名词解释|名词注释|注释|注\s*解|有关名词(?:解释|说明)|名词说明|备注)\W{0,3}$")
_ROW_NUMBERS = re.compile(r"(?m)^[ \t]*序[ \t]*号[ \t]*$")
_NOISE = re.compile(r"(?<!\d)(?:[!-~]{1,3}[ \t]+){3,}[!-~]{1,3}(?!\d)")
_SIGNS = 2
_SERIES = 4  # marks that count up before they are taken for notes


def drop_page(text: Mapped) -> None:
    """Remove front matter, markup, page lines, table bars and the words of reprinting."""
    text.sub("front_matter_removed", _FRONT_MATTER, lambda m: "")
    text.sub("markup_removed", _MARKUP, lambda m: "")
    text.sub("reprint_words_removed", _REPRINT, lambda m: "")
    text.sub("table_bar_removed", re.compile(r"(?m)^[ \t]*\|[ \t]*|[ \t]*\|[ \t]*$"), lambda m: "")
    changes = []
    # Where the cells of a table stand one below the other, bare numbers behind its 序号 count rows and not pages.
    table = _ROW_NUMBERS.search(text.text)
    for start, end in spans(text.text):
        said = text.text[start:end].strip()
        counts = table is not None and start > table.start() and re.fullmatch(r"\d{1,3}", said)
        if _PAGE.match(said) and not counts:
            text.note("page_line_removed", start, end, "", "likely")
            changes.append((start, min(end + 1, len(text.text)), ""))
    text.replace(changes)


def drop_noise(text: Mapped) -> None:
    """Remove the runs of single letters, digits and signs with which a forum spoils copies, where they are a habit."""
    found = [m for m in _NOISE.finditer(text.text) if len(set(re.sub(r"[\w\s.,%:()/|+*#-]", "", m.group()))) >= _SIGNS]
    if len(found) < _SIGNS:
        return
    for match in found:
        text.note("noise_removed", match.start(), match.end(), "", "likely")
    text.replace([(match.start(), match.end(), "") for match in found])


def drop_tail(text: Mapped) -> None:
    """Cut off what a portal hangs below the text: from the first list of other pages on, when no prose follows."""
    for start, end in spans(text.text):
        row, rest = text.text[start:end].strip(), text.text[start:]
        rights = start * 5 > len(text.text) * 4 and _RIGHTS.fullmatch(row) is not None
        if start * 3 < len(text.text) or not (rights or _TAIL.match(row)):
            continue
        if rights or max(row.count("。") for row in rest.split("\n")) <= 1:
            text.note("page_tail_removed", start, len(text.text), "", "likely")
            text.replace([(start, len(text.text), "")])
            return


def drop_repeated(text: Mapped) -> None:
    """Keep the later copy of a title or lead that a page prints twice; drop an abstract cut short."""
    rows = [(s, e, re.sub(r"\s", "", text.text[s:e])) for s, e in spans(text.text)]
    rows = [row for row in rows if row[2]]
    changes = []
    for i, (start, end, row) in enumerate(rows[:20]):
        later = [other for _, _, other in rows[i + 1 :]]
        # A label with its answer (责任单位：…) may well stand twice.
        twice = 6 <= len(row) <= 60 and row in later and "：" not in row and ":" not in row
        abstract = row.endswith(("...", "…")) and len(row) > 40 and row[:30] in "".join(later)
        # The name of the page's section above a title that ends with the same words.
        section = i == 0 and len(row) <= 6 and any(other.endswith(row) and other != row for other in later[:1])
        if twice or abstract or section:
            text.note("repeated_line_removed", start, end, "", "likely")
            changes.append((start, min(end + 1, len(text.text)), ""))
    text.replace(changes)


def drop_note_marks(text: Mapped) -> None:
    """Remove footnote marks behind words, where they are a habit of the text: counted up, or explained below."""
    explained = {m.group(1) for m in _NOTE.finditer(text.text)} if _NOTES_HEAD.search(text.text) else set()
    marks = list(_NOTE_MARK.finditer(text.text))
    square = [m for m in marks if m["n"]]
    if len({m["n"] for m in square}) < 2 and not explained & {m["n"] for m in square}:
        square = []
    raised = list(_SUPERSCRIPT.finditer(text.text))
    found = [*square, *_counted_up(marks), *(m for m in marks if m["c"] and m["c"] in explained)]
    changes = sorted({(m.start(), m.end(), "") for m in [*found, *(raised if len(raised) > 1 else [])]})
    for start, end, _ in changes:
        text.note("note_mark_removed", start, end, "", "likely")
    text.replace(changes)


def _counted_up(marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """The round brackets that count up through a text and are therefore notes: a list counts within a line."""
    round_ones = [m for m in marks if m["r"]]
    numbers = [int(m["r"]) for m in round_ones]
    rising = all(a < b <= a + 3 for a, b in zip(numbers, numbers[1:], strict=False))
    return round_ones if len(numbers) >= _SERIES and numbers[0] <= 2 and rising else []
