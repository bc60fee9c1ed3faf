"""What the journeys need of the system, from its packages (Debian): a browser, fonts, an office, servers to talk to.

Installs what is missing when it is root or CI; otherwise says what to install and fails.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Package: the program or file that shows it is here.
PACKAGES = {
    "chromium": "chromium",  # the pages of the journeys
    "fonts-noto-cjk": "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",  # Chinese in pages and papers
    "libreoffice-writer-nogui": "/usr/lib/libreoffice/program/libswlo.so",  # previews of documents
    "libreoffice-calc-nogui": "/usr/lib/libreoffice/program/libsclo.so",  # previews of sheets
    "slapd": "/usr/sbin/slapd",  # a directory to sign in through
    "nginx-light": "/usr/sbin/nginx",  # reads the configuration that docs/operate prints
}


def missing() -> list[str]:
    """The packages of the list that are not here."""
    return [name for name, sign in PACKAGES.items() if not (Path(sign).exists() or shutil.which(sign))]


def main() -> int:
    """0 when all is here at the end."""
    lacking = missing()
    if not lacking:
        return 0
    may_install = os.geteuid() == 0 or os.environ.get("CI") in {"1", "true"}
    if not may_install or not shutil.which("apt-get"):
        print(f"The journeys need {', '.join(lacking)}: install them and try again.", file=sys.stderr)
        return 1
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *lacking],
    ):
        if subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode:
            print(f"{' '.join(command)} failed: see above.", file=sys.stderr)
            return 1
    return 1 if missing() else 0


if __name__ == "__main__":
    raise SystemExit(main())
