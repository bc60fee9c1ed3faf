"""What a child does to itself before it looks at a stranger's bytes: limits, no way to other files, no network.

Limits hold wherever there is `resource`. The walls around files and network are the kernel's (Landlock, Linux 5.13;
network from 6.7; an empty network of its own where the kernel lets a user make one); where it has none, the limits,
the empty environment and the missing descriptors remain.
"""

import contextlib
import ctypes
import os
import site
import socket
import struct
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import luoshi
from luoshi.record.sandbox._run import Limits
from luoshi.record.sandbox.calls import forbid_calling

try:
    import resource
except ImportError:  # not on this system: the parent's time limit remains
    resource = None  # type: ignore[assignment]

#: What programs read to run at all: libraries, fonts, the time zone, the list of users. Not /etc: keys may lie there.
READABLE = (
    "/usr", "/lib", "/lib64", "/bin", "/sbin", "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/etc/ld.so.cache",
    "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/fonts", "/etc/libreoffice", "/etc/localtime", "/etc/passwd",
    "/etc/nsswitch.conf", "/etc/alternatives", "/var/cache/fontconfig", "/var/spool/libreoffice",
    "/var/lib/libreoffice", "/opt/libreoffice",
)  # fmt: skip
DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_EXECUTE, _WRITE, _READ, _LIST = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE, _SOCKET, _TRUNCATE, _DEVICE = 1 << 5, 1 << 9, 1 << 14, 1 << 15
#: Devices, pipes and symbolic links: the parent, who may read everything, opens what the child leaves by its name.
_NOT_FILES = 1 << 6 | 1 << 10 | 1 << 11 | 1 << 12
_OF_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE | _DEVICE
#: All rights that the interface of each version knows.
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_NEWEST = max(_RIGHTS)
_NETWORK_FROM, _SCOPES_FROM = 4, 6
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_SIGKILL = 9


def shut(limits: Limits, *, folder: Path, sockets: Sequence[str] = ()) -> None:
    """Bound this process and shut it in; `folder` is the one place where it may write.

    In the folders of `sockets` it may make a socket and remove it, which some programs need to find themselves.
    """
    _bound(limits)
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    # The child of a parent that was killed does not live on; nobody reads its memory; it gains no rights by exec.
    for option, value in ((_PR_SET_PDEATHSIG, _SIGKILL), (_PR_SET_DUMPABLE, 0), (_PR_SET_NO_NEW_PRIVS, 1)):
        libc.prctl(option, value, 0, 0, 0)
    if libc.unshare(_NEW_USER | _NEW_NETWORK):
        libc.unshare(_NEW_NETWORK)
    _wall(libc, folder, sockets)
    forbid_calling(libc)


def _bound(limits: Limits) -> None:
    """Processor, memory, size of a file, open files, no core dumps."""
    if resource is None:
        return
    for what, most in (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a tighter limit stands already
            resource.setrlimit(what, (most, most))


def _own_code() -> list[str]:
    """Where Python and this package lie."""
    paths = sysconfig.get_paths()
    own = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    return [
        *own,
        *site.getsitepackages(),
        sys.prefix + "/bin",
        sys.base_prefix + "/lib",
        str(Path(luoshi.__file__).parent),
    ]


def abi(libc: ctypes.CDLL) -> int:
    """The version of Landlock that this kernel speaks; 0 for none."""
    return max(0, int(libc.syscall(_CREATE, None, 0, 1)))


def _wall(libc: ctypes.CDLL, folder: Path, sockets: Sequence[str]) -> None:
    """Everything is closed but what is named; connecting anywhere is closed altogether."""
    version = abi(libc)
    if not version:
        return
    all_rights = _RIGHTS[min(version, _NEWEST)]
    attributes = struct.pack(
        "QQQ", all_rights, 3 if version >= _NETWORK_FROM else 0, 3 if version >= _SCOPES_FROM else 0
    )[: 24 if version >= _SCOPES_FROM else 16 if version >= _NETWORK_FROM else 8]
    rules = libc.syscall(_CREATE, attributes, len(attributes), 0)
    if rules < 0:
        return
    for path in (*READABLE, *_own_code()):
        _open(libc, rules, path, (_EXECUTE | _READ | _LIST) & all_rights)
    for path in DEVICES:
        _open(libc, rules, path, (_READ | _WRITE) & all_rights)
    for path in sockets:
        _open(libc, rules, path, _SOCKET | _REMOVE)
    _open(libc, rules, str(folder), all_rights & ~_DEVICE & ~_NOT_FILES)
    libc.syscall(_RESTRICT, rules, 0)
    os.close(rules)


def _open(libc: ctypes.CDLL, rules: int, path: str, rights: int) -> None:
    """Let one path stand open; one that is not there needs no opening."""
    try:
        held = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        allowed = rights if Path(path).is_dir() else rights & _OF_FILES
        libc.syscall(_ADD, rules, 1, struct.pack("=Qi", allowed, held), 0)
    finally:
        os.close(held)


def standing(source: IO[bytes], folder: Path, *, closed: str, port: int, called: str) -> dict[str, object]:
    """A task that tries the walls: whether a file outside, a port of this machine and the way of a link stay closed."""
    del source
    with socket.socket(socket.AF_INET) as calling:
        calling.settimeout(2)
        reached = not calling.connect_ex(("127.0.0.1", port))
    with socket.socket(socket.AF_UNIX) as calling:
        answered = not calling.connect_ex(called)
    try:
        Path(closed).read_bytes()
        read = True
    except OSError:
        read = False
    try:
        (folder / "drawn").symlink_to(closed)
        linked = True
    except OSError:
        linked = False
    open_ones = [number for number in range(3, 64) if _is_open(number)]
    return {
        "read": read,
        "reached": reached,
        "linked": linked,
        "called": answered,
        "environment": sorted(os.environ),
        "descriptors": open_ones,
    }


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
