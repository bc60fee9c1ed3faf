"""What every test stands on: its own home folder, its database, the pure rooms' guard, the cast."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

PURE = ("tests/clock/", "tests/reading/", "tests/seal/")
FORBIDDEN = ("open", "socket.connect", "socket.bind", "subprocess.Popen", "os.system")

_home = Path(tempfile.mkdtemp(prefix="luoshi-test-"))
(_home / "static").mkdir()  # where collected files would lie
os.environ["LUOSHI_HOME"] = str(_home)
os.environ["LUOSHI_KEY"] = "a key for tests only: 0123456789abcdef"
os.environ["LUOSHI_SECRET_KEY"] = "a session key for tests only: 0123456789abcdef"
os.environ["DJANGO_SETTINGS_MODULE"] = "luoshi.config.settings"
os.environ["LUOSHI_LANG"] = "zh"

DATABASE = os.environ.setdefault("LUOSHI_TEST_DATABASE", "sqlite")
if DATABASE not in {"sqlite", "postgres"}:
    raise pytest.UsageError(f"LUOSHI_TEST_DATABASE={DATABASE!r}: write sqlite or postgres")
if DATABASE == "postgres":
    from tests import postgres

    postgres.start()
else:
    os.environ.pop("DATABASE_URL", None)

import django  # noqa: E402
from django.conf import settings  # noqa: E402

if DATABASE == "postgres":
    settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = os.environ["LUOSHI_TEST_TEMPLATE"]
settings.STORAGES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
django.setup()

hypothesis_settings.register_profile("luoshi", deadline=None, database=None, max_examples=60)
hypothesis_settings.load_profile("luoshi")


class _Guard:
    """Refuses files, sockets and processes while a test of a pure room runs."""

    closed = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.closed and event in FORBIDDEN and not self._is_import(event, arguments):
            raise AssertionError(f"a pure room may not do this: {event} {arguments[:1]}")

    @staticmethod
    def _is_import(event: str, arguments: tuple[Any, ...]) -> bool:
        """Modules that Hypothesis loads late, and the sources it shows."""
        return event == "open" and str(arguments[0]).endswith((".py", ".pyc"))


_guard = _Guard()
sys.addaudithook(_guard)


def _is_pure(item: pytest.Item) -> bool:
    path = item.path.as_posix()
    return any(f"/{room}" in path for room in PURE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        path = item.path.as_posix()
        if _is_pure(item) or "/tests/architecture/" in path:
            item.add_marker("once")
        if "/tests/journeys/" in path:
            item.add_marker("journey")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    _guard.closed = _is_pure(item)
    try:
        return (yield)
    finally:
        _guard.closed = False


def pytest_report_header() -> str:
    return f"luoshi: database {DATABASE}"


def pytest_unconfigure() -> None:
    shutil.rmtree(_home, ignore_errors=True)


@pytest.fixture(autouse=True)
def own_files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """Every test with a database keeps its uploads in a folder of its own."""
    before = settings.LUOSHI_FILES
    settings.LUOSHI_FILES = tmp_path / "files"
    yield
    settings.LUOSHI_FILES = before
