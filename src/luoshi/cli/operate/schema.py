"""Which migrations this version has and which the database has seen, told from names alone, without loading one."""

import importlib
import importlib.util
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass

Names = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """`waiting`: what the database has yet to see; `strangers`: what it saw of a version newer than this one."""

    waiting: tuple[str, ...]
    strangers: tuple[str, ...]


def known() -> Names:
    """App → the names of its migrations, as this version ships them."""
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader

    found = {}
    for config in apps.get_app_configs():
        name, _explicit = MigrationLoader.migrations_module(config.label)
        if name is None or importlib.util.find_spec(name) is None:
            continue
        modules = pkgutil.iter_modules(importlib.import_module(name).__path__)
        found[config.label] = frozenset(one.name for one in modules if one.name[0] not in "_~")
    return found


def applied() -> dict[str, frozenset[str]]:
    """App → the names of the migrations that the database has seen. One query."""
    from django.db import connection

    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        for app, name in cursor.fetchall():
            found.setdefault(app, set()).add(name)
    return {app: frozenset(names) for app, names in found.items()}


def difference(seen: Names) -> Difference:
    """This version against the migrations of a database or of a backup."""
    ours = known()
    none: frozenset[str] = frozenset()
    waiting = [f"{app}.{name}" for app, names in ours.items() for name in sorted(names - seen.get(app, none))]
    strangers = [f"{app}.{name}" for app, names in seen.items() for name in sorted(names - ours.get(app, none))]
    return Difference(tuple(waiting), tuple(strangers))
