"""Form fields of the directory: a person or a post by what is typed, never a list of a thousand options."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext

from luoshi.org import queries as org
from luoshi.org.cards import PersonLine
from luoshi.web import edge
from luoshi.web.acts.fields import ActForm

_NUMBERED = re.compile(r"#([0-9]{1,18})$")
MOST = 12


def _typed(options: str, target: str) -> forms.TextInput:
    """An input whose options are fetched while typing."""
    return forms.TextInput(
        attrs={
            "list": target,
            "autocomplete": "off",
            "hx-get": reverse_lazy(options),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": f"#{target}",
        }
    )


def find_people(said: str, as_of: dt.datetime) -> tuple[PersonLine, ...]:
    """Persons whose name or login holds `said`; one person for `#12`; those of exactly that name or login go alone."""
    said = said.strip()
    numbered = _NUMBERED.search(said)
    name = _NUMBERED.sub("", said).strip()
    found = org.find_persons(as_of, text=name, limit=MOST if numbered is None else 200).lines if said else ()
    if numbered is not None:
        return tuple(one for one in found if one.person.id == int(numbered.group(1)))
    exact = tuple(one for one in found if name in (one.person.name, one.account.login if one.account else ""))
    return exact or found


def label(line: PersonLine) -> str:
    """How a person is told from others of her name: her posts, or her login."""
    about = gettext("、").join(line.posts) or (line.account.login if line.account else "")
    return f"{line.person.name} #{line.person.id}" + (f" {about}" if about else "")


class PersonField(forms.CharField):
    """A person by name, login or `name #12`; cleans to her id. Says who fits when several do."""

    def __init__(self, **kwargs: Any) -> None:
        self.as_of = dt.datetime.max.replace(tzinfo=dt.UTC)
        super().__init__(max_length=80, widget=_typed("person_options", "persons"), **kwargs)

    def clean(self, value: Any) -> int | None:
        """The id of the one person who fits. Raises ValidationError otherwise."""
        said = super().clean(value)
        if not said:
            return None
        found = find_people(said, self.as_of)
        if len(found) == 1:
            return found[0].person.id
        if not found:
            raise forms.ValidationError(gettext("没有登记叫“%(said)s”的人员。请先登记人员。") % {"said": said})
        near = gettext("；").join(label(one) for one in found)
        raise forms.ValidationError(gettext("有几个人符合：%(near)s。请连同 # 和号码一起写。") % {"near": near})


class PostField(forms.CharField):
    """A post by unit and title (`县教育局局长`); cleans to its id. Says which fit when several do."""

    def __init__(self, **kwargs: Any) -> None:
        self.as_of = dt.datetime.max.replace(tzinfo=dt.UTC)
        super().__init__(max_length=120, widget=_typed("post_options", "posts"), **kwargs)

    def clean(self, value: Any) -> int | None:
        """The id of the one post that fits. Raises ValidationError otherwise."""
        said = super().clean(value)
        if not said:
            return None
        found = org.find_posts(self.as_of, said)
        if len(found) == 1:
            return found[0][0].id
        if not found:
            raise forms.ValidationError(gettext("没有找到岗位“%(said)s”。请写单位和职务。") % {"said": said})
        near = gettext("、").join(name for _, name in found)
        raise forms.ValidationError(gettext("有几个岗位符合：%(near)s。请写全称。") % {"near": near})


class DirectoryForm(ActForm):
    """A form of the directory; days begin as today."""

    def __init__(self, *args: Any, as_of: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, as_of=as_of, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, PersonField | PostField):
                field.as_of = as_of
            if name in ("on", "valid_from"):
                field.initial = as_of.astimezone(edge.SHANGHAI).date()
