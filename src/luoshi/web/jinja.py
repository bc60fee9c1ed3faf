"""The Jinja environment of the pages: escaping on, undefined names refused, words from Django's catalogue."""

from functools import lru_cache
from typing import Any

from django.forms import BoundField
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, StrictUndefined

from luoshi.web import telling, words


def url(name: str, *args: str | int, **kwargs: str | int) -> str:
    """The address of a page by its name."""
    return _address(get_script_prefix(), name, args, tuple(kwargs.items()))


# A page of lists has hundreds of addresses, and the same ones come again with the next page.
@lru_cache(maxsize=8192)
def _address(_prefix: str, name: str, args: tuple[str | int, ...], named: tuple[tuple[str, str | int], ...]) -> str:
    """The same below the prefix that the server told this thread, which `reverse` looks up for itself."""
    return reverse(name, args=args or None, kwargs=dict(named) or None)


def widget(bound: BoundField, name: str, marks: str, label: str = "") -> str:
    """The input of a form's field, tied to its label (`name`) and to its hint and fault (`marks`, ids).

    `label` names an input that has no label of its own, as in the cells of a table.
    """
    attrs: dict[str, Any] = {"id": name}
    if label:
        attrs["aria-label"] = label
    if marks:
        attrs["aria-describedby"] = marks
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return bound.as_widget(attrs=attrs)


def environment(**options: Any) -> Environment:
    """Django calls it once, with the options of its template backend."""
    made = Environment(
        **{
            **options,
            "autoescape": True,
            "trim_blocks": True,
            "lstrip_blocks": True,
            "undefined": StrictUndefined,
            "extensions": ["jinja2.ext.i18n"],
        }
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        static=static, url=url, widget=widget, word=telling.word, say=telling.say, verb_word=telling.verb
    )
    made.filters.update(words.FILTERS, capital=telling.capital)
    return made
