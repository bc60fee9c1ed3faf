"""`tools.bench.throughput` on a copy of the measured data that is thrown away afterwards.

python -m tools.bench.writing full          (DATABASE_URL in the environment: PostgreSQL)
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from tools.bench import county
from tools.bench.moment import NOW


@contextmanager
def copied(name: str, url: str) -> Iterator[dict[str, str]]:
    """The environment of a copy: of the SQLite file, or of the database of `url`."""
    here, scratch = county.home(name), county.home(f"{name}-written")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    for one in ("secrets", "files", "static"):
        shutil.copytree(here / one, scratch / one)
    shutil.copy(here / "demo.json", scratch)
    try:
        if url:
            import psycopg

            source = f"luoshi_{name}"
            server = url.replace(f"/{source}", "/postgres")
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {source}_written WITH (FORCE)")
                connection.execute(f"CREATE DATABASE {source}_written TEMPLATE {source}")
                yield county.environment(f"{name}-written", url.replace(source, f"{source}_written"))
                connection.execute(f"DROP DATABASE {source}_written WITH (FORCE)")
        else:
            shutil.copy(here / "luoshi.sqlite3", scratch)
            yield county.environment(f"{name}-written", "")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def main() -> int:
    """Print the table of the set named on the command line."""
    name = sys.argv[1] if len(sys.argv) > 1 else "full"
    with copied(name, os.environ.get("DATABASE_URL", "")) as environment:
        os.environ.update(environment)
        import django

        django.setup()
        from tools.bench import throughput

        print("| work | aim | a second | naive a second | ours ÷ naive |\n|---|---|---:|---:|---:|", flush=True)
        for one in throughput.measure(at=NOW + timedelta(minutes=5)):
            naive = f"{one.naive:.0f} | {one.rate / one.naive:.1f}×" if one.naive else " | "
            print(f"| {one.work} ({one.note}) | {one.aim} | {one.rate:.0f} | {naive} |", flush=True)
        from django.db import connection

        connection.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
