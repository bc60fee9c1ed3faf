"""Log and rows of a database that an older version left: checked before a migration changes what is sealed."""

from collections.abc import Callable, Mapping

from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from luoshi.record import sealing
from luoshi.record.sealing import Sealed
from luoshi.record.verification import _log, _rows
from luoshi.record.verification._report import Findings, Report
from luoshi.record.verification._snapshot import snapshot


def verify_earlier(*, progress: Callable[[int], None]) -> Report:
    """Check log and rows with the columns that the tables have now, as the applied migrations tell them.

    Files and private values are left to `verify`, after the migration: no migration touches them.
    """
    findings = Findings()
    with snapshot():
        log = _log.check_log([], findings, progress)
        rows = _rows.check_rows(findings, _tables())
    return Report(
        size=log.size,
        head=log.head.hex(),
        rows=rows,
        files=0,
        private_values=0,
        erased=0,
        findings=tuple(findings.kept),
        n_findings=findings.count,
        anchors=(),
        broken_after=None,
        broken_until=None,
    )


def _tables() -> Mapping[str, Sealed]:
    """The sealed tables of this version with the columns of the applied migrations; new tables are not there yet."""
    loader = MigrationLoader(connection)
    earlier: Apps = loader.project_state(list(loader.applied_migrations)).apps
    found = {}
    for model in earlier.get_models():
        now = sealing.tables().get(model._meta.db_table)
        if now is not None:
            names = {field.name for field in model._meta.concrete_fields}
            found[now.table] = Sealed(model, [name for name in now.leave_out if name in names])
    return found
