"""A process that writes units of work: `python -m tests.record.writer NAME COUNT` (0: until it is killed)."""

import hashlib
import itertools
import sys
from datetime import UTC, datetime

import django


def main(name: str, count: int) -> None:
    django.setup()
    from luoshi.record.models import StoredFile
    from luoshi.record.operations import unit_of_work

    at = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
    for number in itertools.count() if count == 0 else range(count):
        with unit_of_work(actor=f"system:{name}", at=at) as work:
            hash = hashlib.sha256(f"{name}{number}".encode()).hexdigest()
            row = StoredFile.objects.create(hash=hash, size=1, media_type="text/plain", name=name, kept_at=at)
            work.record("file.kept", stream=f"file:{hash}", payload={"number": number}, rows=[row])
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
