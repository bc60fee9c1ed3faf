"""The people of a trial: each does her part over HTTP and writes down what she was told."""

import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from tests.journeys.office import PASSWORD

#: Nothing may hang longer.
PATIENCE = 30.0
_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_HOUSE = re.compile(r"<html lang=")
_SECONDS_TO_GIVE_UP = 75.0
_REFUSALS_TO_GIVE_UP = 4


@dataclass
class Promise:
    """One form: what it is about, how often it was sent, and what came back."""

    about: str
    #: Told that it is done.
    told: bool = False
    #: Sent without a clear answer: it may or may not be done.
    unsure: bool = False
    #: The last clear answer was no.
    refused: str = ""


@dataclass
class Heard:
    """What everybody heard in a trial; `troubles` are answers that nobody should ever get."""

    promises: list[Promise] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    faults: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def promise(self, about: str) -> Promise:
        """A new line in the book."""
        one = Promise(about)
        with self.lock:
            self.promises.append(one)
        return one

    def trouble(self, said: str) -> None:
        """Somebody got what nobody should get."""
        with self.lock:
            self.troubles.append(said)


class GaveUp(Exception):  # noqa: N818
    """The office did not come back, or kept refusing: this course of acts ends here."""


class Person:
    """One person of the cast with her own sitting; shared by the courses she has a part in."""

    def __init__(self, login: str, address: str, heard: Heard) -> None:
        self.login, self._heard, self._until = login, heard, 0.0
        self._client = httpx.Client(base_url=address, timeout=PATIENCE, follow_redirects=False, trust_env=False)
        self._signing = threading.Lock()

    def close(self) -> None:
        """She goes home."""
        self._client.close()

    def sign_in(self) -> None:
        """Sign in; tries until the office answers."""
        with self._signing:
            form = self.page("/sign-in")
            said = hidden(form) | {"login": self.login, "password": PASSWORD}
            for _ in range(20):
                answer = self._ask("POST", "/sign-in", data=said)
                if answer is not None and answer.status_code == 302:
                    self._ask("GET", "/post")
                    return
                said |= hidden(self.page("/sign-in"))
            raise GaveUp(f"{self.login} cannot sign in")

    def page(self, path: str) -> str:
        """The text of a page, asked for until it comes. Raises GaveUp."""
        until, refusals = time.monotonic() + _SECONDS_TO_GIVE_UP, 0
        while time.monotonic() < until:
            answer = self._ask("GET", path)
            if answer is not None and answer.status_code == 200:
                return answer.text
            if answer is not None and answer.status_code == 302:
                if "/sign-in" in answer.headers["location"]:
                    self.sign_in()
                return self.page(path)
            if answer is not None and answer.status_code < 500:
                refusals += 1
                if refusals >= _REFUSALS_TO_GIVE_UP:
                    raise GaveUp(f"{path}: {answer.status_code}")
            time.sleep(0.25)
        raise GaveUp(f"{path}: the office did not come back")

    def send(
        self, about: str, form: str, path: str, said: Mapping[str, str], files: Mapping[str, bytes] | None = None
    ) -> str:
        """Fill the form that stands on the page `form`, send it until the answer is clear; where the answer leads to.

        The same form, with its one key, as long as nobody said no. Raises GaveUp.
        """
        until = time.monotonic() + _SECONDS_TO_GIVE_UP
        for _ in range(_REFUSALS_TO_GIVE_UP):
            fields = hidden(self.page(form), path) | said
            promise = self._heard.promise(about)
            led = self._send_until_clear(promise, path, fields, files, until)
            if led is not None:
                return led
            if promise.unsure:
                break  # a second form would be a second act
            time.sleep(0.3)
        raise GaveUp(f"{about}: {promise.refused or 'no answer'}")

    def _send_until_clear(
        self, promise: Promise, path: str, fields: Mapping[str, str], files: Mapping[str, bytes] | None, until: float
    ) -> str | None:
        """Where a yes leads to; None after a no."""
        while time.monotonic() < until:
            parts = [("evidence" if name != "file" else name, (f"{name}.txt", content)) for name, content in
                     (files or {}).items()]  # fmt: skip
            answer = self._ask("POST", path, data=dict(fields), files=parts or None)
            if answer is None or answer.status_code >= 500:
                promise.unsure = True
                time.sleep(0.25)
                continue
            if answer.status_code == 302:
                led = answer.headers["location"]
                if "/sign-in" in led:  # the sitting was lost: the form was not looked at
                    self.sign_in()
                    continue
                promise.told = True
                return led
            promise.refused = f"{answer.status_code} {words(answer.text)}"
            return None
        promise.refused = "the office did not come back"
        return None

    def _ask(self, method: str, path: str, **more: object) -> httpx.Response | None:
        """One request; None when nobody answered. What nobody should get is written down."""
        began = time.monotonic()
        try:
            answer = self._client.request(method, path, **more)  # type: ignore[arg-type]
        except httpx.TimeoutException:
            self._heard.trouble(f"{method} {path}: no answer within {PATIENCE:.0f} s")
            return None
        except httpx.HTTPError:
            return None
        if time.monotonic() - began > PATIENCE:
            self._heard.trouble(f"{method} {path}: took {time.monotonic() - began:.0f} s")
        if answer.status_code >= 500:
            self._heard.faults += 1
            if answer.status_code != 503 or not _HOUSE.search(answer.text) or "编号" not in answer.text:
                self._heard.trouble(f"{method} {path}: {answer.status_code} {words(answer.text)}")
        return answer


def hidden(page: str, path: str = "") -> dict[str, str]:
    """The hidden inputs of the form that is sent to `path` (of the first form without one)."""
    forms = re.findall(r"<form\b.*?</form>", page, re.DOTALL)
    fitting = [form for form in forms if not path or f'action="{path}"' in form] or [
        form for form in forms if "form_key" in form
    ]
    found = {}
    for form in (fitting or forms)[:1]:
        for tag in _INPUT.findall(form):
            given = dict(_ATTRIBUTE.findall(tag))
            if given.get("type") == "hidden" and "name" in given:
                found[given["name"]] = given.get("value", "")
    return found


def words(page: str) -> str:
    """What an error page says, shortly."""
    told = re.findall(r'class="told">([^<]*)<', page) or re.findall(r"<h1>([^<]*)<", page)
    return " / ".join(told)[:200] or page[:80]


@dataclass(frozen=True)
class Course:
    """The life of one item: who does which verb, saying what."""

    number: str
    mark: str

    def acts(self) -> list[tuple[str, str, dict[str, str], dict[str, bytes]]]:
        """(person, verb, fields, files) in order."""
        return [
            ("lead", "sign_for", {}, {}),
            ("co", "sign_for", {}, {}),
            ("lead", "report", {"text": f"{self.mark}甲：排查过半", "progress": "50"},
             {"a": f"{self.mark}一".encode()}),
            ("co", "finish_part", {"text": f"{self.mark}乙：经费到位"}, {}),
            ("lead", "report", {"text": f"{self.mark}丙：排查完成", "progress": "100"},
             {"b": f"{self.mark}二".encode(), "c": f"{self.mark}三".encode()}),
            ("head", "submit", {"statement": f"{self.mark}丁：申请办结"}, {"d": f"{self.mark}四".encode()}),
            ("clerk", "verify", {"method": "paper", "passed": "yes", "note": "看过"}, {}),
            ("clerk", "conclude", {"grade": "good"}, {}),
            ("director", "strike_off", {}, {}),
        ]  # fmt: skip


#: verb → the event that stands for it
EVENTS = {
    "sign_for": "item.signed_for",
    "report": "item.reported",
    "finish_part": "part.finished",
    "submit": "item.submitted",
    "verify": "item.verified",
    "conclude": "item.concluded",
    "strike_off": "item.struck_off",
}


class Day:
    """All courses of a trial at once, each in a thread of its own."""

    def __init__(self, address: str, numbers: tuple[str, ...], mark: str, opened: int) -> None:
        self.heard = Heard()
        self.people = {
            login: Person(login, address, self.heard) for login in ("lead", "head", "co", "clerk", "director")
        }
        self._numbers, self._mark, self._opened = numbers, mark, opened
        self.gave_up: list[str] = []
        self._threads: list[threading.Thread] = []

    def begin(self) -> None:
        """Everybody signs in; then the courses start."""
        for person in self.people.values():
            person.sign_in()
        courses = [Course(number, f"{self._mark}{place}") for place, number in enumerate(self._numbers)]
        works = [(self._follow, (course,)) for course in courses] + [(self._office_work, ())]
        self._threads = [threading.Thread(target=self._until_done, args=work, daemon=True) for work in works]
        for thread in self._threads:
            thread.start()

    @property
    def forms(self) -> int:
        """How many forms the day has when nothing breaks."""
        return len(self._numbers) * len(Course("", "").acts()) + 2 * self._opened

    @property
    def told(self) -> int:
        """How many forms were answered with yes so far."""
        return sum(one.told for one in self.heard.promises)

    @property
    def is_over(self) -> bool:
        """Whether everybody is done."""
        return not any(thread.is_alive() for thread in self._threads)

    def end(self, seconds: float) -> None:
        """Wait until everybody is done; whoever is not by then is a trouble."""
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(timeout=max(0.1, until - time.monotonic()))
        if not self.is_over:
            self.heard.trouble("somebody is still waiting when the day is over")
        for person in self.people.values():
            person.close()

    def _until_done(self, work: object, arguments: tuple[object, ...]) -> None:
        try:
            work(*arguments)  # type: ignore[operator]
        except GaveUp as gave_up:
            self.gave_up.append(str(gave_up))
        except Exception as error:  # a fault of the trial itself
            self.heard.trouble(f"the trial broke: {type(error).__name__}: {error}")

    def _follow(self, course: Course) -> None:
        for login, verb, said, files in course.acts():
            path = f"/items/{course.number}/do/{verb}"
            about = f"act {course.number} {EVENTS[verb]} {login} {said.get('text', '')}".strip()
            self.people[login].send(about, path, path, said, files)
            if verb == "report":
                self.people[login].page(f"/items/{course.number}")

    def _office_work(self) -> None:
        """Open items by hand, take documents in, look at board and export."""
        clerk = self.people["clerk"]
        for place in range(self._opened):
            title = f"{self._mark}新开第{place}件"
            page = clerk.page("/ledger/new")
            office = re.search(r'name="office".*?value="(\d+)"', page, re.DOTALL)
            said = {
                "verb": "open", "kind": "matter", "office": office.group(1) if office else "1", "title": title,
                "basis": "县政府第5次常务会议纪要", "lead_unit": "县教育局", "due_on": "2026-10-31",
                "acceptance": "报告",
                "urgency": "normal", "klass": "ordinary", "term_class": "limited",
            }  # fmt: skip
            clerk.send(f"title {title}", "/ledger/new", "/ledger/new", said)
            paper = f"{self._mark}第{place}次会议纪要\n请县教育局牵头，10月底前完成校舍排查。\n".encode()
            clerk.send(f"document {self._mark}纪要{place}", "/documents/new", "/documents/new",
                       {"title": f"{self._mark}纪要{place}", "year": "2026"}, {"file": paper})  # fmt: skip
            for path in ("/board", "/ledger", "/"):
                clerk.page(path)
