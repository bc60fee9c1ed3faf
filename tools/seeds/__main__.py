"""`python -m tools.seeds [FOLDER]`: check the table of paragraphs against itself, the tests and the texts."""

import sys
from pathlib import Path

from tools.seeds.page import ROOT, faults, missing


def main() -> int:
    """0 when nothing is wrong. Without the texts only the table and the tests are checked."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "seeds"
    found = faults() + (missing(folder) if folder.is_dir() else [])
    print("\n".join(found) or ("checked" if folder.is_dir() else "checked without the texts: they are not here"))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
