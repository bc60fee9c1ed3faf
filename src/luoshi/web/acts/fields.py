"""Form fields of the acts: units by name, progress in percent, several files, words of the catalogue as choices."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.web import edge, telling, units

Choices = list[tuple[str, str]]


def _listed(section: str, codes: tuple[str, ...]) -> Choices:
    return [(code, telling.word(f"{section}.{code}")) for code in codes]


def words(section: str, *codes: str) -> Callable[[], Choices]:
    """Choices from the catalogue, in the language of the request: `words("grade", "good", "fail")`."""
    return partial(_listed, section, codes)


class ActForm(forms.Form):
    """A form of an act. `as_of` is the moment whose units are meant."""

    use_required_attribute = False

    def __init__(self, *args: Any, as_of: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, UnitField | UnitsField):
                field.as_of = as_of


class UnitField(forms.CharField):
    """A unit written by name; cleans to its id, or None when left empty. Says which units fit when several do."""

    def __init__(self, **kwargs: Any) -> None:
        self.as_of = dt.datetime.max.replace(tzinfo=dt.UTC)
        attrs = {
            "list": "units",
            "autocomplete": "off",
            "hx-get": reverse_lazy("units"),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": "#units",
        }
        super().__init__(max_length=120, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> int | None:
        """The id of the one unit that fits. Raises ValidationError otherwise."""
        said = super().clean(value)
        if not said:
            return None
        found = units.find(said, self.as_of)
        if len(found) == 1:
            return found[0].id
        if not found:
            raise forms.ValidationError(gettext("没有找到单位“%(said)s”。请写全称或简称。") % {"said": said})
        near = gettext("、").join(unit.short_name for unit in found)
        raise forms.ValidationError(gettext("有几个单位符合：%(near)s。请写全称。") % {"near": near})


class UnitsField(forms.CharField):
    """Several units by name, parted by 、 or commas; cleans to their ids, each found by itself."""

    def __init__(self, **kwargs: Any) -> None:
        self.as_of = dt.datetime.max.replace(tzinfo=dt.UTC)
        super().__init__(max_length=600, help_text=_("用顿号隔开。"), **kwargs)

    def clean(self, value: Any) -> list[int]:
        """The ids in the order written. Raises ValidationError naming what was not found."""
        found, lost = [], []
        for name in re.split("[、,，;；]", super().clean(value)):
            near = units.find(name, self.as_of)
            if len(near) == 1:
                found.append(near[0].id)
            elif name.strip():
                lost.append(name.strip())
        if lost:
            raise forms.ValidationError(gettext("没有找到：%(names)s") % {"names": gettext("、").join(lost)})
        return found


class DayField(forms.DateField):
    """A civil date."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def clean(self, value: Any) -> dt.date | None:
        """The date. Raises ValidationError for one that no office writes."""
        day: dt.date | None = super().clean(value)
        if day is not None and not edge.FIRST_YEAR <= day.year <= edge.LAST_YEAR:
            raise forms.ValidationError(gettext("年份不对。请写 2000 年到 2099 年之间的日期。"))
        return day


class PercentField(forms.DecimalField):
    """A percentage as it is written (0 to 100, at most two decimals); cleans to basis points."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(min_value=0, max_value=100, decimal_places=2, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> int | None:
        """Basis points, or None when left empty. Raises ValidationError."""
        said = super().clean(str(value or "").strip().rstrip("%％"))
        return None if said is None else int(said * 100)


class LongText(forms.CharField):
    """A few sentences."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; cleans to a list."""

    def __init__(self, **kwargs: Any) -> None:
        # As long as the ledger keeps a name.
        super().__init__(required=False, max_length=200, widget=_ManyFiles(attrs={"multiple": True}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        """Every file that came."""
        many: Iterable[Any] = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in many if one]


def evidence_field() -> FilesField:
    """The field for evidence, the same on every form that takes some."""
    return FilesField(label=_("佐证材料"), help_text=_("文本、Word、Excel、PDF、图片，可以选几个。"))


def reason_field(label: Any = None) -> LongText:
    """The field for a reason."""
    return LongText(label=label or _("理由"), rows=3)
