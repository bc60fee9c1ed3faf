"""Finds the mark of a classified document, so that it is refused before anything of it is kept (R13-15, R1-13).

A mark is a level beside a star, a level that stands alone on a line of the head, or a level behind `密级`. Prose that
speaks of secrecy (保密工作, 商业秘密, 国家秘密) is no mark.
"""

import re

_LEVEL = r"(?:绝\s*密|絕\s*密|机\s*密|機\s*密|秘\s*密)"
_STARRED = re.compile(rf"(?<![“《\u4e00-\u9fff])({_LEVEL})\s*级?\s*(?:[★☆✩✭⭐*＊]|[·•・]\s*(?:\d|长\s*期))")
_LABELLED = re.compile(rf"密\s*[级級]\s*(?:[:：|\t]|\s)\s*[（(\[【]?\s*({_LEVEL})(?![\u4e00-\u9fff])")
_ALONE = re.compile(
    rf"^[\s（(\[【《]*({_LEVEL})\s*[★☆*＊]?\s*(?:长\s*期|\d+\s*(?:年|个月|天))?[\s）)\]】》]*$", re.MULTILINE
)
_HEAD = 2_000


def mark(text: str) -> str | None:
    """The level of a secrecy mark (绝密, 机密, 秘密), None without one. Never returns other words of the text."""
    for pattern, part in ((_STARRED, text), (_LABELLED, text), (_ALONE, text[:_HEAD])):
        found = pattern.search(part)
        if found:
            level = re.sub(r"\s", "", found.group(1))
            return level.replace("絕", "绝").replace("機", "机")
    return None
