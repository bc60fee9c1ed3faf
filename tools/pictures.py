"""Every page as a picture: both languages, three sizes, light and dark, one in print: `tools/pictures.py FOLDER`.

Serves a demo county (the one in `LUOSHI_HOME`, or one made for this run) and walks its pages with the system's
Chromium. A page that is wider than its window, or that the browser complains about, is named at the end.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
AS_OF = "2026-10-22"
SIZES = {"1366x768": (1366, 768), "1920x1080": (1920, 1080), "390x844": (390, 844)}
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
#: Who looks, the name of the picture, the address; `@item`: the first line of the ledger, `@document`: the newest one.
PAGES = (
    ("", "sign-in", "/sign-in"),
    ("", "style", "/style"),
    ("director", "desk", "/"),
    ("director", "ledger", "/ledger"),
    ("director", "ledger-empty", "/ledger?text=没有这样的事"),
    ("director", "search", "/search?q=推进 项目"),
    ("director", "search-begin", "/search"),
    ("director", "search-none", "/search?q=没有这样的事&year=2026"),
    ("director", "item", "@item"),
    ("director", "board", "/board"),
    ("director", "board-past", "/board?as_of=2026-08-31"),
    ("director", "documents", "/documents"),
    ("director", "take-in", "/documents/new"),
    ("director", "trial", "/trial"),
    ("director", "document", "@document"),
    ("director", "seal", "/seal"),
    ("director", "jobs", "/jobs"),
    ("director", "my-sign-ins", "/security"),
    ("education", "desk-unit", "/"),
    ("education", "item-unit", "@item"),
    ("education", "plan-form", "@item/do/hand_in_plan"),
    ("deputy", "desk-leader", "/"),
    ("deputy", "board-leader", "/board"),
)


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(home: Path, as_of: str) -> Iterator[str]:
    """The address of the demo county, made first where there is none."""
    port = free_port()
    around = os.environ | {"LUOSHI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "luoshi.config.settings"}
    luoshi = str(Path(sys.executable).parent / "luoshi")
    subprocess.run([luoshi, "demo", "--as-of", as_of, "--no-serve"], check=True, cwd=ROOT, env=around)
    process = subprocess.Popen([luoshi, "demo", "--as-of", as_of, "--port", str(port)], cwd=ROOT, env=around)
    try:
        _wait(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/style", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{address} does not answer")


class Walk:
    """One browser that goes through the pages as several people, and what it found wrong."""

    def __init__(self, browser: Browser, address: str, folder: Path, only: str) -> None:
        self.browser, self.address, self.folder, self.only = browser, address, folder, only
        self.wrong: list[str] = []

    def all(self) -> None:
        """Every page in both languages and all sizes; the small office screen in the dark and on paper too."""
        for language in LANGUAGES:
            for size in SIZES:
                self.round(language, size, dark=False)
        self.round("zh", "1366x768", dark=True)

    def take_in(self, documents: Path) -> None:
        """Load one of the demo's documents, so that the review page has something to show."""
        page = self.browser.new_page()
        page.goto(f"{self.address}/sign-in")
        page.locator("button[name=card][value=officer]").click()
        page.goto(f"{self.address}/documents")
        files = sorted(documents.iterdir()) if documents.is_dir() else []
        if files and not page.locator("tbody a").count():
            page.goto(f"{self.address}/documents/new")
            page.locator("input[name=file]").set_input_files(files[0])
            page.locator("main form button.primary").click()
            page.wait_for_load_state()
        page.close()

    def round(self, language: str, size: str, *, dark: bool) -> None:
        """Every page once."""
        width, height = SIZES[size]
        for who in dict.fromkeys(one for one, _, _ in PAGES):
            context = self.browser.new_context(
                locale=LANGUAGES[language],
                timezone_id="Asia/Shanghai",
                viewport={"width": width, "height": height},
                color_scheme="dark" if dark else "light",
            )
            self._person(context, who, f"{language}-{size}{'-dark' if dark else ''}")
            context.close()

    def _person(self, context: BrowserContext, who: str, suffix: str) -> None:
        page = context.new_page()
        page.on("console", lambda said: self.wrong.append(f"{page.url}: {said.text}") if said.type == "error" else None)
        if who:
            page.goto(f"{self.address}/sign-in")
            page.locator(f"button[name=card][value={who}]").click()
        for one, name, path in PAGES:
            if one == who and self.only in name:
                self._picture(page, f"{name}-{suffix}", path)

    def _picture(self, page: Page, name: str, path: str) -> None:
        answer = page.goto(self.address + self._address(page, path))
        status = answer.status if answer else 0
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if status != 200 or wide > 0:
            self.wrong.append(f"{name}: status {status}, {wide} px too wide")
        page.screenshot(path=self.folder / f"{name}.png", full_page=True)
        if name.endswith("zh-1366x768"):
            page.emulate_media(media="print")
            page.screenshot(path=self.folder / f"{name}-print.png", full_page=True)
            page.emulate_media(media="screen")

    def _address(self, page: Page, path: str) -> str:
        """The address with `@item` or `@document` put in."""
        if not path.startswith("@"):
            return path
        sign, _, rest = path[1:].partition("/")
        page.goto(f"{self.address}/{'ledger' if sign == 'item' else 'documents'}")
        links = page.locator("tbody a")
        first = (links.first.get_attribute("href") if links.count() else None) or "/"
        return f"{first}/{rest}" if rest else first


def main() -> int:
    """Make the pictures; 1 when a page was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / ".pictures")
    parser.add_argument("--as-of", default=AS_OF)
    parser.add_argument("--only", default="", help="only pictures whose name holds this")
    said = parser.parse_args()
    said.folder.mkdir(parents=True, exist_ok=True)
    own = os.environ.get("LUOSHI_HOME")
    home = Path(own) if own else Path(tempfile.mkdtemp(prefix="luoshi-pictures-"))
    try:
        with served(home, said.as_of) as address, sync_playwright() as running:
            chromium = shutil.which("chromium") or "/usr/bin/chromium"
            browser = running.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            walk = Walk(browser, address, said.folder, said.only)
            walk.take_in(home / "documents")
            walk.all()
            browser.close()
    finally:
        if not own:
            shutil.rmtree(home, ignore_errors=True)
    print(f"{len(list(said.folder.glob('*.png')))} pictures in {said.folder}")
    for fault in walk.wrong:
        print(f"wrong: {fault}")
    return 1 if walk.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
