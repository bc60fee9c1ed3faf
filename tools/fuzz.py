"""Spoiled files by the thousand: `python tools/fuzz.py --examples 2000`.

Each is a real file of an accepted format (by python-docx, xlsxwriter, typst, Pillow), spoiled in one to three ways,
and goes through everything that a stranger's bytes meet: the look before it is kept, the reading of its text, its
preview. Counts what became of each and prints what should never be: a crash of the caller, two sentences, bytes left
behind, a child that outlived its time. Ends with 1 when there was any.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
_home = tempfile.mkdtemp(prefix="luoshi-fuzz-")
os.environ.update(
    LUOSHI_HOME=_home, LUOSHI_KEY="fuzz", LUOSHI_SECRET_KEY="fuzz", DJANGO_SETTINGS_MODULE="luoshi.config.settings"
)
os.environ.pop("DATABASE_URL", None)

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from tests.intake import office_files  # noqa: E402
from tests.record import samples as record_samples  # noqa: E402
from tests.record import test_fuzz  # noqa: E402
from tests.record.desk import AT, CLERK  # noqa: E402
from tests.record.spoiling import spoiled  # noqa: E402

from luoshi.intake import gathering  # noqa: E402
from luoshi.record import previews, queries  # noqa: E402
from luoshi.record.operations import keep_file  # noqa: E402
from luoshi.record.refusals import Refused  # noqa: E402

#: So many files are thought out at once.
BATCH = 40
#: A child may live this long, with what it takes to start and end it.
LONGEST = 100.0


def shows(content: bytes) -> str:
    """What becomes of a spoiled file that is kept when somebody asks for its preview."""
    try:
        kept = keep_file(content=content, name="材料", at=AT, actor=CLERK)
    except Refused:
        return "not kept"
    found = previews.make(queries.stored_files([kept.hash])[kept.hash])
    previews.forget(kept.hash)
    return found.refused or ("text" if found.text is not None else "shown")


class Tally:
    """Counts, the slowest, and what should never be."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str, str]] = Counter()
        self.slowest: tuple[float, str, str] = (0.0, "", "")
        self.faults: list[str] = []
        self._n = 0

    def try_(self, work: str, act: Callable[[bytes], str], name: str, content: bytes) -> None:
        """One file through one piece of work."""
        begun = time.monotonic()
        try:
            self.counts[work, name, act(content)] += 1
        except Exception as error:  # the very thing that is looked for
            self._keep(f"{work} {name}: {type(error).__name__}: {error}", content)
        took = time.monotonic() - begun
        self.slowest = max(self.slowest, (took, work, name))
        if took > LONGEST:
            self._keep(f"{work} {name}: {took:.0f} s", content)

    def _keep(self, fault: str, content: bytes) -> None:
        self._n += 1
        path = Path(tempfile.gettempdir()) / f"luoshi-fuzz-{os.getpid()}-{self._n}"
        path.write_bytes(content)
        self.faults.append(f"{fault} → {path}")


def reads_apart(content: bytes) -> str:
    """What becomes of a file when its text is taken out, a zip's files one by one, in the walls."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "来文"
        path.write_bytes(content)
        with gathering.gathered([path], limit=30 * 1024**2) as entries:
            found = {one.refused.code if one.refused else test_fuzz.reads(one.path.read_bytes()) for one in entries}
    return " ".join(sorted(found))


Works = tuple[tuple[str, Callable[[bytes], str]], ...]


def _batch(tally: Tally, works: Works, n: int, number: int, samples: Sequence[Any]) -> None:
    """So many files; the same number makes the same ones."""

    @seed(number)
    @settings(
        max_examples=n,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(spoiled(samples))
    def every(file: tuple[str, bytes]) -> None:
        for work, act in works:
            tally.try_(work, act, *file)

    every()


def main() -> int:
    """Try so many files, for so long at most."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--examples", type=int, default=2000)
    asked.add_argument("--seconds", type=float, default=3600.0, help="stop after so long")
    asked.add_argument(
        "--works", default="look,read,preview,apart", help="which of them; an office file's preview takes seconds"
    )
    asked.add_argument("--office", action="store_true", help="also what only LibreOffice reads; seconds each")
    asked.add_argument("--seed", type=int, default=random.randrange(2**32))
    said = asked.parse_args()
    call_command("migrate", verbosity=0)
    until = time.monotonic() + said.seconds
    tally = Tally()
    every: Works = (("look", test_fuzz.survives), ("read", test_fuzz.reads), ("preview", shows))
    apart: Works = (("apart", reads_apart),)
    works = tuple(one for one in every if one[0] in said.works.split(","))

    parts = [*office_files.EVERY, *(office_files.BY_OFFICE if said.office else ())]
    tried = 0
    while tried < said.examples and time.monotonic() < until:
        n = min(BATCH, said.examples - tried)
        _batch(tally, works, n, said.seed + tried, record_samples.EVERY)
        if "apart" in said.works:
            _batch(tally, apart, n, said.seed + tried, parts)
        tried += n
    for (work, name, found), n in sorted(tally.counts.items()):
        print(f"{work:8} {name:5} {found:22} {n:6}")
    took, work, name = tally.slowest
    print(f"seed {said.seed}: {tried} files, slowest {took:.1f} s ({work} {name})")
    print(f"{len(tally.faults)} that should never be" + "".join(f"\n  {one}" for one in tally.faults))
    return bool(tally.faults)


if __name__ == "__main__":
    sys.exit(main())
