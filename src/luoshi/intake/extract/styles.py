"""Styles of a docx: the numbers, the hidden words and the names that a paragraph has from them."""

from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = {"0", "false", "off", "none"}


def value(element: Any, name: str) -> str | None:
    """The `w:val` of a child; None without the child."""
    child = None if element is None else element.find(W + name)
    return None if child is None else child.get(W + "val")


def is_on(element: Any, name: str) -> bool:
    """Whether a switch stands below an element and is not turned off."""
    child = None if element is None else element.find(W + name)
    return child is not None and (child.get(W + "val") or "1").lower() not in _OFF


class Styles:
    """The styles by id, each with those it is based on."""

    def __init__(self, root: Any) -> None:
        self._styles: dict[str, Any] = {}
        self.default = ""
        for style in root.iter(W + "style") if root is not None else ():
            self._styles[style.get(W + "styleId") or ""] = style
            if style.get(W + "type") == "paragraph" and is_default(style):
                self.default = style.get(W + "styleId") or ""

    def chain(self, style_id: str | None) -> list[tuple[str, Any]]:
        """(id, element) of a style and of those below it."""
        found: list[tuple[str, Any]] = []
        at = style_id or ""
        while at in self._styles and all(at != known for known, _ in found):
            found.append((at, self._styles[at]))
            at = value(self._styles[at], "basedOn") or ""
        return found

    def name(self, style_id: str | None) -> str:
        """The name people see, in small letters."""
        return (value(self._styles.get(style_id or ""), "name") or "").lower()

    def hides(self, style_id: str | None) -> bool:
        """Whether words in this style are hidden."""
        return any(is_on(style.find(W + "rPr"), "vanish") for _, style in self.chain(style_id))


def is_default(style: Any) -> bool:
    """Whether a style is the one of paragraphs that name none."""
    return (style.get(W + "default") or "0").lower() not in _OFF
