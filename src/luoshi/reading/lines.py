"""Line rules: what a web page leaves around a text, lines broken in the middle, titles printed twice."""

import re

from luoshi.reading import outline
from luoshi.reading.mapped import Mapped
from luoshi.reading.words import any_of

#: Lines that belong to the page and not to the document. Matched on the stripped line.
_PAGE = re.compile(
    "^(?:"
    + any_of(
        r"""
    首页\s*[>›»].* (?:当前|您的|您现在的?)位置\s*[:：].* .{0,20}>>.{0,20}(?:>>.{0,20})+ .{2,12}>>.{2,20}
    (?:发布|发表|更新|生成)?\s*(?:时\s*间|日\s*期)\s*[:：]?\s*(?:\d{4}.{0,60})?
    (?:作者|来源|信息来源|文章来源|稿源|阅读|评论|点击|浏览次数?|浏览量|阅读量|访问量|点击数|字号|字体)\s*[:：].{0,40}
    \d{4}-\d\d?-\d\d?\s*(?:\d\d?:\d\d(?::\d\d)?)?\s*(?:编辑|来源|作者|责编|责任编辑)?\s*[:：]?.{0,16}
    (?:本报|本网)?记者\s*[:：].{0,60}
    [(（\[【]?\s*(?:责任?编辑?|编辑|责编|校对|审核|监制|初审|复审|终审|供稿|通讯员)\s*[:：].{0,40}
    (?:相关|热门|推荐)?(?:热词|文章|新闻|链接|阅读|推荐|标签|关键词|专题)(?:搜索|阅读|推荐)?\s*[:：].{0,120}
    热点文章(?:阅读|推荐)? 上一[篇页条].* 下一[篇页条].* 标签\s*[:：]?.{0,60} 分\s*享(?:到|至)?.{0,20}
    评\s*论.{0,8} 收\s*藏 打\s*印.{0,12} 关\s*闭.{0,12} 返回.{0,8} 扫一扫.{0,30} 点赞.{0,8} 微信|微博|QQ空间
    【?(?:字体|大|中|小|打印|关闭|字号).{0,20}】? 版权(?:所有|声明).* (?:凡本网|本网(?:站)?)(?:未)?注明.*
    .*(?:未经.{0,8}(?:允许|授权|许可)).{0,20}(?:转载|镜像).* .*ICP备.* 主办单位?\s*[:：].*承办.*
    (?:网站)?地图|联系我们|网站声明|无障碍|繁體|繁体|English 附件下载.{0,20} 下载.{0,10} 【?法宝引证码】?.*
    原文链接\s*[:：].* https?://\S+ \d{1,5} [-—_=*·|/\\\s]+ (?:内容)?摘\s*要\s*[:：]?.*(?:\.\.\.|…)$
    内容摘要\s*[:：].* 第?\s*\d+\s*页?\s*[/／共]\s*第?\s*\d+\s*页? [-—－]\s*\d{1,4}\s*[-—－]
    """
    )
    + ")$"
)
_TAIL = re.compile(
    "(?:相关|热点|推荐|最新|热门|延伸|更多)(?:文章|阅读|推荐|新闻|链接|报道|资讯|专题|内容)$|阅读排行|本栏(?:最新|推荐|热门)|猜你喜欢|点击排行|网友评论|发表评论"
    "|天涯社区$|(?:分享|转发)到.{0,10}$|附件下载$|扫一扫"
)
_MARKUP = re.compile(r"<!--.*?-->|<%.*?%>|</?[a-zA-Z][^<>\n]{0,300}>", re.DOTALL)
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(?:[a-zA-Z_-]+:.*\n)+---[ \t]*\n")
_REPRINT = re.compile(r"^(?:原标题|原题)\s*[:：]\s*", re.MULTILINE)
_ENDS = tuple("。！？…；：.!?;:”’」』）)》】")
_RUN_TOGETHER = re.compile(r"(?<=[。！？”])[ \u3000]+(?=[\u4e00-\u9fff“])")


def drop_page(text: Mapped) -> None:
    """Remove front matter, markup, page lines, table bars and the words of reprinting."""
    text.sub("front_matter_removed", _FRONT_MATTER, lambda m: "")
    text.sub("markup_removed", _MARKUP, lambda m: "")
    text.sub("reprint_words_removed", _REPRINT, lambda m: "")
    text.sub("table_bar_removed", re.compile(r"(?m)^[ \t]*\|[ \t]*|[ \t]*\|[ \t]*$"), lambda m: "")
    changes = []
    for start, end in spans(text.text):
        if _PAGE.match(text.text[start:end].strip()):
            text.note("page_line_removed", start, end, "", "likely")
            changes.append((start, min(end + 1, len(text.text)), ""))
    text.replace(changes)


def drop_tail(text: Mapped) -> None:
    """Cut off what a portal hangs below the text: from the first list of other pages on, when no prose follows."""
    for start, end in spans(text.text):
        if start * 3 < len(text.text) or not _TAIL.match(text.text[start:end].strip()):
            continue
        rest = text.text[start:]
        if max(row.count("。") for row in rest.split("\n")) <= 1:
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
        twice = 6 <= len(row) <= 60 and row in later
        abstract = row.endswith(("...", "…")) and row.rstrip(".…")[-20:] in "".join(later) and len(row) > 60
        if twice or abstract:
            text.note("repeated_line_removed", start, end, "", "likely")
            changes.append((start, min(end + 1, len(text.text)), ""))
    text.replace(changes)


def join_broken(text: Mapped) -> None:
    """Join lines that were cut in the middle: after a semicolon or comma, or without any end in running text."""
    rows = spans(text.text)
    width = _wrap_width(text.text, rows)
    changes = []
    for (start, end), (next_start, next_end) in zip(rows, rows[1:], strict=False):
        if _belongs(text.text[start:end], text.text[next_start:next_end], width):
            text.note("line_joined", end, next_start, "", "likely")
            changes.append((end, next_start, ""))
    text.replace(changes)


def part_paragraphs(text: Mapped) -> None:
    """Restore the breaks of paragraphs that run together with a blank after a full stop."""
    changes = []
    for match in _RUN_TOGETHER.finditer(text.text):
        text.note("break_restored", match.start(), match.end(), "\n", "likely")
        changes.append((match.start(), match.end(), "\n"))
    text.replace(changes)


def _wrap_width(text: str, rows: list[tuple[int, int]]) -> int:
    """The line length of a hard-wrapped text (from a page layout); 0 where paragraphs are whole lines."""
    lengths = sorted(e - s for s, e in rows if e - s >= 12)
    if len(lengths) < 12 or lengths[-1] > 80:
        return 0
    full = lengths[int(len(lengths) * 0.9)]
    near = [n for n in lengths if full - 3 <= n <= full + 3]
    return full if len(near) >= 0.4 * len(lengths) else 0


def _belongs(row: str, following: str, width: int) -> bool:
    """Whether `following` continues `row`."""
    row, following = row.rstrip(), following.strip()
    if not row or not following or outline.marker(following):
        return False
    if outline.marker(row) and len(row) < 30 and not row.endswith(("、", "，")):
        return False
    if following.startswith(("—", "－", "●", "■", "◆")) or " | " in row or " | " in following:
        return False
    if row.endswith(("；", ";")):
        return True
    if row.endswith(("，", "、", ",")):
        return len(row) > 12
    if width:
        return len(row) >= width - 3 and not row.endswith(_ENDS[:7])
    running = "。" in row or len(row) > 45
    return running and not row.endswith(_ENDS) and len(following) > 1


def spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each line, without its end mark."""
    found = []
    start = 0
    for row in text.split("\n"):
        found.append((start, start + len(row)))
        start += len(row) + 1
    return found
