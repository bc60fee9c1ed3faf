"""What persons of an office have settled about the columns of its tables."""

from collections.abc import Mapping

from luoshi.intake.models import Template


def settled(area_id: int) -> Mapping[str, tuple[str, ...]]:
    """The fields of each template of an area by its mark; what reading takes as `settled`. One query."""
    rows = Template.objects.filter(area_root_id=area_id).values_list("mark", "fields")
    return {mark: tuple(fields) for mark, fields in rows}
