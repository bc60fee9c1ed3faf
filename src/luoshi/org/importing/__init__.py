"""The whole directory from a table: what the rows say, how it differs from the directory, and making it so."""

from luoshi.org.importing.carrying_out import import_directory, try_import
from luoshi.org.importing.comparing import Change, Plan, plan
from luoshi.org.importing.rows import COLUMNS, SHEETS, Read, read

__all__ = ["COLUMNS", "SHEETS", "Change", "Plan", "Read", "import_directory", "plan", "read", "try_import"]
