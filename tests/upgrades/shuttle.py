"""`python -m tests.upgrades.shuttle BACKUP`: an upgraded home back to the migrations of the backup, and up again."""

import sys
from pathlib import Path


def main() -> None:
    from luoshi.cli import prepare

    prepare()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from luoshi.cli.operate import manifest, schema
    from luoshi.record import verification

    said = manifest.read(Path(sys.argv[1])).snapshot
    size, _, head = said.anchor.partition(":")
    newest = {app: sorted(names)[-1] for app, names in said.migrations.items()}
    MigrationExecutor(connection).migrate([(app, newest.get(app)) for app, names in schema.known().items() if names])
    assert {app: sorted(names) for app, names in schema.applied().items()} == said.migrations
    back = verification.verify_earlier(progress=lambda _events: None)
    assert (back.is_whole, back.size) == (True, int(size)), back.findings
    call_command("migrate", verbosity=0, interactive=False)
    assert schema.difference(schema.applied()) == schema.Difference((), ())
    again = verification.verify(anchors=[(int(size), head)])
    assert again.is_whole, again.findings


if __name__ == "__main__":
    main()
