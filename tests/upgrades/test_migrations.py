"""Migrations stand alone, run both ways, and say which sealed rows they leave with other digests."""

import ast
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from django.db import migrations
from django.db.migrations import CreateModel
from django.db.migrations.loader import MigrationLoader

from luoshi.record import sealing

SOURCE = Path(__file__).resolve().parents[2] / "src" / "luoshi"
#: Released with 0.1.0 and frozen: they take something from a module, and what that module holds may not change.
FROZEN = {
    ("ledger/migrations/0001_initial.py", "luoshi.ledger.codes"),
    ("record/migrations/0002_triggers.py", "luoshi.record"),
}
TRIGGERS_HELD = "a6d6c313968c53c9e75ce46ee2c9ab0781196c1a795d1ff776595e89ecb7128a"
IRREVERSIBLE = re.compile(r"#.*\b(irreversible|not reversible|cannot be reversed)\b", re.IGNORECASE)


def files() -> Iterator[Path]:
    yield from sorted(SOURCE.glob("*/migrations/0*.py"))


def test_a_migration_imports_nothing_of_the_program() -> None:
    """The program goes on changing; what a migration does must stay what it was."""
    found = []
    for path in files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += ["." * node.level + (node.module or "")] if isinstance(node, ast.ImportFrom) else []
            found += [(path.relative_to(SOURCE).as_posix(), name) for name in names if name.startswith(("luoshi", "."))]
    assert set(found) == FROZEN


def test_the_triggers_of_the_first_release_stand_as_they_were() -> None:
    held = (SOURCE / "record" / "triggers.py").read_bytes()
    assert hashlib.sha256(held).hexdigest() == TRIGGERS_HELD, "write another trigger in another migration"


def test_every_room_has_one_head() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    assert loader.detect_conflicts() == {}


def test_a_step_without_a_way_back_says_why() -> None:
    loader, silent = MigrationLoader(None, ignore_no_migrations=True), []
    for (app, name), migration in loader.disk_migrations.items():
        path = SOURCE / app / "migrations" / f"{name}.py"
        if not path.exists():
            continue
        one_way = [step for step in migration.operations if not step.reversible]
        if one_way and not IRREVERSIBLE.search(path.read_text(encoding="utf-8")):
            silent.append(f"{app}.{name}")
    assert silent == []


def test_a_migration_that_changes_sealed_columns_names_their_tables() -> None:
    """Adding a nullable column leaves no trace in old digests; anything else does, and `reseals` must say so."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    unnamed = []
    for (app, name), migration in loader.disk_migrations.items():
        named = getattr(migration, "reseals", ())
        made_here = {f"{app}_{step.name_lower}" for step in migration.operations if isinstance(step, CreateModel)}
        for step in migration.operations:
            table = f"{app}_{getattr(step, 'model_name', '')}"
            known = table in sealing.tables() and table not in made_here
            if known and table not in named and _changes_digests(step, table):
                unnamed.append(f"{app}.{name}: {table}.{getattr(step, 'name', '')}")
    assert unnamed == []


def _changes_digests(step: migrations.operations.base.Operation, table: str) -> bool:
    if isinstance(step, migrations.AddField):
        left_out = step.name in sealing.table(table).leave_out
        return not (step.field.null or step.field.many_to_many or left_out)
    return isinstance(step, migrations.RemoveField | migrations.RenameField)


def test_the_fixtures_are_small_enough_for_every_clone() -> None:
    folder = Path(__file__).parent
    sizes = {path.name: sum(one.stat().st_size for one in path.iterdir()) for path in folder.glob("v*")}
    assert all(size <= 500_000 for size in sizes.values()), sizes
