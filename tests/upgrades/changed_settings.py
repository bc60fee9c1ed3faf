"""The program's own settings with one more migration (`CHANGED`: rewrite or fail)."""

from luoshi.config.settings import *  # noqa: F403

MIGRATION_MODULES = {"supervision": "tests.upgrades.changed"}
