"""Finding a unit by what somebody types: no page draws a list of 640 units."""

import datetime as dt

from luoshi.org import queries as org
from luoshi.org.records import UnitRecord

MOST = 12


def find(said: str, as_of: dt.datetime) -> tuple[UnitRecord, ...]:
    """Units whose name, short name or code holds `said`, an exact hit first and alone; at most twelve."""
    said = said.strip()
    if not said:
        return ()
    known = org.units(as_of)
    exact = [unit for unit in known.values() if said in (unit.name, unit.short_name, unit.code)]
    if len(exact) == 1:
        return tuple(exact)
    near = [unit for unit in known.values() if said in unit.name or said in unit.short_name]
    if not near:
        ids = dict.fromkeys(unit_id for name, unit_id in org.directory(as_of) if said in name)
        near = [known[unit_id] for unit_id in ids if unit_id in known]
    return tuple(dict.fromkeys([*exact, *near]))[:MOST]
