"""An office file as PDF, by LibreOffice where it is installed: in the child, with a profile that lives for one file."""

import contextlib
import errno
import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import IO, Final

from luoshi.record.files import kinds
from luoshi.record.sandbox import TurnedDown

#: Where the program makes the socket by which it would find itself running already.
SOCKETS: Final = ("/tmp", "/var/tmp")  # noqa: S108  (the program's own places)
_ENDINGS = {kinds.DOCX: "docx", kinds.XLSX: "xlsx", kinds.PPTX: "pptx"}
#: (where, what, value): no macros, no links followed, nothing asked for on the network.
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode", "1"),
    ("org.openoffice.Office.Java/VirtualMachine", "Enable", "false"),
    ("org.openoffice.Office.Common/Misc", "UseOpenCL", "false"),
)


def find() -> str:
    """Where the program is; "" when it is not installed."""
    return shutil.which("soffice") or ""


def sweep() -> None:
    """Remove the sockets that programs which were stopped have left, those that nobody answers."""
    for folder in SOCKETS:
        for path in Path(folder).glob("OSL_PIPE_*_SingleOfficeIPC_*"):
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as calling:
                if calling.connect_ex(str(path)) == errno.ECONNREFUSED:
                    path.unlink()


def as_paper(source: IO[bytes], folder: Path, *, media_type: str, program: str) -> IO[bytes]:
    """The file turned into an open PDF. Raises TurnedDown(`damaged`) when the program makes none of it."""
    name = f"in.{_ENDINGS[media_type]}"
    return convert(source, folder / ".office", name=name, program=program, to="pdf", ending="pdf").open("rb")


def convert(source: IO[bytes], work: Path, *, name: str, program: str, to: str, ending: str) -> Path:
    """What the program makes of a file: `to` names the filter that writes, `name` ends as the file's kind wants it.

    `work` is a folder that is made for it. Raises TurnedDown(`damaged`) when the program makes nothing.
    """
    work.mkdir(mode=0o700)
    taken = work / name
    with taken.open("xb") as out:
        source.seek(0)
        shutil.copyfileobj(source, out)
    _write_profile(work / "profile" / "user")
    done = subprocess.run(  # noqa: S603  (no shell; the file's name is ours)
        [
            program,
            f"-env:UserInstallation={(work / 'profile').as_uri()}",
            "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard", "--nologo",
            "--convert-to", to, "--outdir", str(work / "out"), str(taken),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(work), "TMPDIR": str(work), "SAL_USE_VCLPLUGIN": "svp"},
        check=False,
    )  # fmt: skip
    made = work / "out" / f"{taken.stem}.{ending}"
    if done.returncode or not made.exists():
        raise TurnedDown("damaged")
    return made


def _write_profile(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True)
    items = "".join(
        f'<item oor:path="/{where}"><prop oor:name="{what}" oor:op="fuse"><value>{value}</value></prop></item>'
        for where, what, value in _SETTINGS
    )
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry"'
        ' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )
