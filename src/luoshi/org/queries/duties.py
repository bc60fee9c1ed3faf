"""What the directory says of the work of its units, for who looks for the one that should lead."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from luoshi.org._dates import civil, in_force
from luoshi.org.models import Division, TemporaryBody, Unit


def works(as_of: datetime) -> Mapping[int, str]:
    """Unit id → its duties, the fields in which leaders answer for it, what a temporary body was founded for.

    Units of which nothing is said are absent; the names are in `units`. Three queries.
    """
    on = civil(as_of)
    said: defaultdict[int, list[str]] = defaultdict(list)
    for unit_id, duties in Unit.objects.filter(duties__isnull=False).order_by("id").values_list("id", "duties"):
        said[unit_id].append(duties or "")
    fields = Division.objects.filter(in_force(on)).exclude(field="").order_by("id")
    for unit_id, field in fields.values_list("unit_id", "field"):
        said[unit_id].append(field)
    for unit_id, basis in TemporaryBody.objects.filter(ends_on__gte=on).values_list("unit_id", "basis"):
        said[unit_id].append(basis)
    return {unit_id: "\n".join(texts) for unit_id, texts in said.items()}
