"""A stand-in for an assistant: an HTTP server on this machine that holds requests to the documented form."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Said = Callable[[str], Any]


@dataclass
class StandIn:
    """Where it is, what it was asked, and how it answers: `says` makes the content of the message from a sentence.

    `status` other than 200 is answered as an error; `to` sends on; `holds` keeps the answer back until it is set.
    """

    says: Said
    key: str = ""
    status: int = 200
    to: str = ""
    raw: bytes = b""
    holds: threading.Event | None = None
    url: str = ""
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def check(self, path: str, headers: Any, body: bytes) -> str:
        """The sentence that is asked about; notes whatever is not as the interface documents it."""
        said = json.loads(body)
        checks = {
            "path": path == "/v1/chat/completions",
            "content type": headers.get("Content-Type") == "application/json",
            "key": not self.key or headers.get("Authorization") == f"Bearer {self.key}",
            "model": said["model"] == "small-model",
            "roles": [one["role"] for one in said["messages"]] == ["system", "user"],
            "stream": said["stream"] is False,
            "temperature": said["temperature"] == 0,
            "known names": said.keys()
            <= {"model", "messages", "temperature", "max_tokens", "stream", "response_format"},
            "json": said["response_format"] == {"type": "json_object"},
        }
        self.wrong += [name for name, holds in checks.items() if not holds]
        sentence: str = said["messages"][1]["content"]
        self.asked.append(sentence)
        return sentence

    def answer(self, sentence: str) -> bytes:
        """The body of the answer."""
        if self.raw:
            return self.raw
        content = self.says(sentence)
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        return json.dumps({"id": "1", "object": "chat.completion", "choices": [choice]}).encode()


def _handler(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sentence = stand_in.check(self.path, self.headers, body)
            if stand_in.holds is not None:
                stand_in.holds.wait(20)
            self.send_response(stand_in.status)
            if stand_in.to:
                self.send_header("Location", stand_in.to)
            content = stand_in.answer(sentence) if stand_in.status == 200 else b"{}"
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Quietly."""

    return Handler


@contextmanager
def serving(stand_in: StandIn) -> Iterator[StandIn]:
    """The stand-in at work on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stand_in))
    server.daemon_threads = True
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        if stand_in.holds is not None:
            stand_in.holds.set()
        server.shutdown()
        server.server_close()
