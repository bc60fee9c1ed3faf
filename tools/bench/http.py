"""The pages over HTTP: `luoshi serve` on the measured home, one signed-in client that keeps its connection."""

import http.client
import re
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Mapping
from contextlib import suppress

from tools.bench import county

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Client:
    """One person's browser without a browser."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, str]:
        """Status and page; redirects are followed."""
        return self._ask("GET", path, None)

    def post(self, path: str, form: Mapping[str, str]) -> tuple[int, str]:
        """Status and page behind a form."""
        return self._ask("POST", path, urllib.parse.urlencode(form))

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Accept": "text/html",
        }
        headers["Accept-Language"] = "zh-CN"
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        said = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                pair = value.split(";", 1)[0].partition("=")
                self._cookies[pair[0]] = pair[2]
        if answer.status in (301, 302, 303):
            return self._ask("GET", answer.getheader("Location") or "/", None)
        return answer.status, said

    def sign_in(self, login: str, password: str) -> None:
        """Through the door like everybody. Raises SystemExit when it stays shut."""
        _, said = self.get("/sign-in")
        token = _TOKEN.search(said)
        form = {"login": login, "password": password, "csrfmiddlewaretoken": token[1] if token else ""}
        self.post("/sign-in", form)
        status, said = self.get("/")
        if status != 200 or "sign-in" in said[:3000]:
            raise SystemExit(f"{login} could not sign in: {status}")


class Server:
    """`luoshi serve --no-tick` on a home, until `stop`."""

    def __init__(self, name: str, url: str, port: int) -> None:
        self.port = port
        code = "from luoshi.cli import main; main()"
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, "serve", "--no-tick", "--port", str(port)],
            env=county.environment(name, url) | {"LUOSHI_LOG_LEVEL": "warning"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                if Client(self.port).get("/sign-in")[0] == 200:
                    return
            time.sleep(0.3)
        self.stop()
        raise SystemExit("the pages did not come up")

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=30)
        self._process.kill()
