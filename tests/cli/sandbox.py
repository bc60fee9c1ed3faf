"""The machine of docs/operate in a folder: its paths moved, its system commands watched, the rest run as printed."""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests import processes

PAGES = processes.ROOT / "docs" / "operate"
_BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: the machine's folders; the program is this checkout
MOVED = ("/var/lib/", "/etc/luoshi", "/etc/systemd/system", "/etc/nginx", "/srv/", "/mnt/", "/usr/local/bin/")
PROGRAM = "/opt/luoshi"
PACKAGES = {
    "python3-venv", "nginx-light", "postgresql", "fonts-noto-cjk", "libreoffice-writer-nogui", "libreoffice-calc-nogui",
}  # fmt: skip

_SHIM = """#!{python}
import os, subprocess, sys
from pathlib import Path
ROOT, name, said = Path({root!r}), Path(sys.argv[0]).name, sys.argv[1:]
with (ROOT / "called").open("a") as log:
    log.write(" ".join([name, *said]) + "\\n")
def fail(why):
    sys.exit(f"{{name}}: {{why}}: {{said}}")
if name == "runuser":
    if said[0] != "-u" or said[1] not in ("luoshi", "postgres") or said[2] != "--":
        fail("unknown user")
    os.environ["PGUSER"] = said[1]
    os.execvp(said[3], said[3:])
elif name == "systemctl":
    units = [one for one in said if one.endswith((".service", ".timer"))]
    others = ("nginx.service", "postgresql.service")
    lacking = [one for one in units if one not in others and not (ROOT / "etc/systemd/system" / one).exists()]
    if lacking or said[0] not in ("daemon-reload", "enable", "start", "stop", "restart", "reload", "is-failed"):
        fail(f"no such unit {{lacking}}")
    sys.exit(1 if said[0] == "is-failed" else 0)
elif name == "apt-get":
    strange = set(said[2:]) - {packages!r}
    if said[:2] != ["install", "-y"] or strange:
        fail(f"strange {{strange}}")
elif name == "useradd":
    known = subprocess.run(["/usr/sbin/useradd", "--help"], capture_output=True, text=True).stdout
    strange = [one for one in said if one.startswith("--") and one not in known]
    if strange or said[-1] != "luoshi":
        fail(f"strange {{strange}}")
elif name == "chown":
    if said[0] not in ("root:luoshi", "luoshi:") or not all(Path(one).exists() for one in said[1:]):
        fail("who, or where")
elif name == "install":
    kept, rest = [], list(said)
    while rest:
        one = rest.pop(0)
        if one in ("-o", "-g"):
            if rest.pop(0) not in ("root", "luoshi"):
                fail("unknown owner")
        else:
            kept.append(one)
    os.execv("/usr/bin/install", ["install", *kept])
elif name == "nginx":
    os.execv("/usr/sbin/nginx", ["nginx", *said, "-q", "-p", str(ROOT), "-c", str(ROOT / "nginx.conf")])
elif name == "python3":
    # What the installer does is what made the environment that this test runs in; here its words are checked.
    if not said[0].endswith("/tools/install.py") or not Path(said[0]).exists():
        fail("no such program")
    sys.path.insert(0, str(Path(said[0]).parent))
    import install
    sys.exit(0 if said[1] in install.SETS and len(said) == 2 else 1)
"""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: its kind, the file that it is (or ""), whether it is added to that file, its text."""

    kind: str
    file: str
    appended: bool
    text: str


def blocks(page: str) -> Iterator[Block]:
    for kind, marks, text in _BLOCK.findall((PAGES / page).read_text(encoding="utf-8")):
        found = re.search(r"file=(\S+)", marks)
        yield Block(kind, found[1] if found else "", "append" in marks, text)


class Sandbox:
    """One machine. `environment` is what its root types in."""

    def __init__(self, root: Path, **more: str) -> None:
        self.root = root
        (root / "shims").mkdir(parents=True)
        text = _SHIM.format(python=sys.executable, root=str(root), packages=PACKAGES)
        for name in ("runuser", "systemctl", "apt-get", "useradd", "chown", "install", "nginx", "python3"):
            self._program(root / "shims" / name, text)
        for folder in ("var/lib", "srv", "mnt/offsite", "etc/systemd/system", "etc/nginx/conf.d", "usr/local/bin"):
            (root / folder).mkdir(parents=True)
        ours = ("LUOSHI_", "DATABASE_URL", "PYTHONDONTWRITEBYTECODE", "PG")
        kept = {name: said for name, said in os.environ.items() if not name.startswith(ours)}
        path = f"{root}/usr/local/bin:{root}/shims:{os.environ['PATH']}"
        self.environment = kept | {"PATH": path, "LC_ALL": "C.UTF-8"} | more

    @staticmethod
    def _program(path: Path, text: str) -> None:
        path.write_text(text, encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def moved(self, text: str) -> str:
        """The text with the machine's paths in this folder; the program is this checkout."""
        for place in MOVED:
            text = re.sub(rf"(?<![\w./-]){re.escape(place)}", f"{self.root}{place}", text)
        return text.replace(PROGRAM, str(processes.ROOT))

    def follow(self, page: str, *, typed: str = "") -> str:
        """Do all that a page says, in its order; returns what its commands printed. Fails at the first that fails."""
        said = []
        for block in blocks(page):
            if block.file:
                self.write(block)
            elif block.kind == "console":
                said.append(self.run(block.text, typed=typed))
        return "\n".join(said)

    def write(self, block: Block) -> Path:
        path = Path(self.moved(block.file))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a" if block.appended else "w", encoding="utf-8") as out:
            out.write(self.moved(block.text))
        return path

    def run(self, text: str, *, typed: str = "") -> str:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.moved(text)],
            env=self.environment, input=typed, capture_output=True, text=True, check=False, timeout=180, cwd=self.root,
        )  # fmt: skip
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
        return done.stdout
