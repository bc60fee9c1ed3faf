"""Beside Redmine 5.0.4 of Debian, its own data of the same size: list of 50, one issue, one update, over HTTP.

    python -m tools.bench.redmine full        (as root, on Debian 12: installs the package on the first run)

One client each, one application process each, SQLite on both sides. What each side does in that time is said in
docs/bench.md: the two are not the same work, and a ratio is no verdict.
"""

import http.client
import itertools
import json
import os
import pwd
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from tools.bench import county, writing
from tools.bench import http as pages
from tools.bench.timing import measure, p95

PORT, ISSUES = 3400, 100_000
HOME = Path("/usr/share/redmine")
_ANSWERS = """redmine redmine/instances/default/dbconfig-install boolean true
redmine redmine/instances/default/database-type select sqlite3
redmine redmine/default-language select zh
"""
# Open issues with two journals each; written by insert_all, without callbacks.
_FILL = """
Setting.rest_api_enabled = '1'
Setting.notified_events = []
user = User.find_by_login('admin'); user.must_change_passwd = false; user.save(validate: false)
if Issue.count < %(issues)d
  project = Project.find_by_identifier('bench') || Project.create!(name: 'bench', identifier: 'bench')
  project.trackers = Tracker.all; project.save!
  now = Time.now.utc; statuses = IssueStatus.where(is_closed: false).pluck(:id)
  priority = IssuePriority.first.id; tracker = Tracker.first.id
  (1..%(issues)d).each_slice(5000) do |part|
    Issue.insert_all(part.map { |n| { project_id: project.id, tracker_id: tracker, subject: "推进第#{n}项工作",
      description: '按期办结', status_id: statuses[n %% statuses.size], priority_id: priority, author_id: user.id,
      lock_version: 0, done_ratio: n %% 10 * 10, is_private: false, due_date: Date.today + n %% 400 - 60,
      created_on: now, updated_on: now, lft: 1, rgt: 2 } })
  end
  Issue.where(root_id: nil).update_all('root_id = id')
  Issue.pluck(:id).each_slice(5000) do |part|
    Journal.insert_all(part.flat_map { |id| 2.times.map { |n| { journalized_id: id, journalized_type: 'Issue',
      user_id: user.id, notes: "第#{n + 1}次反馈：正在施工", created_on: now, private_notes: false } } })
  end
end
File.write('/tmp/luoshi-redmine-key', user.api_key)
"""


def _as_www(*command: str, **more: str) -> list[str]:
    """The command as Redmine's user; Rails would take our DATABASE_URL for its own."""
    settings = {"RAILS_ENV": "production", "X_DEBIAN_SITEID": "default"} | more
    said = (f"{name}={value}" for name, value in settings.items())
    return ["runuser", "-u", "www-data", "--", "env", "-u", "DATABASE_URL", *said, *command]


def install() -> None:
    """Debian's package, once."""
    if HOME.exists():
        return
    subprocess.run(["debconf-set-selections"], input=_ANSWERS, text=True, check=True)
    packages = ["redmine", "redmine-sqlite", "puma", "ruby-sqlite3"]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", *packages], check=True, env=environment,
                   stdout=subprocess.DEVNULL)  # fmt: skip


def fill() -> str:
    """100,000 issues with journals, once; returns the key of its interface."""
    script = Path("/tmp/luoshi-redmine.rb")
    script.write_text(_FILL % {"issues": ISSUES}, encoding="utf-8")
    key = Path("/tmp/luoshi-redmine-key")
    key.touch()
    os.chown(key, pwd.getpwnam("www-data").pw_uid, -1)
    subprocess.run(_as_www("bin/rails", "runner", str(script)), cwd=HOME, check=True, stderr=subprocess.DEVNULL)
    return key.read_text(encoding="utf-8").strip()


class Redmine:
    """Its server and one client that keeps its connection."""

    def __init__(self, key: str) -> None:
        self._key = key
        command = _as_www("puma", "-e", "production", "-b", f"tcp://127.0.0.1:{PORT}", "-t", "1:5", "-w", "0",
                          "--dir", str(HOME), str(HOME / "config.ru"), RAILS_SERVE_STATIC_FILES="1")  # fmt: skip
        self._process = subprocess.Popen(command, cwd=HOME, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/issues.json?limit=1")[0] == 200:
                    return
            self._connection.close()
            time.sleep(1)
        raise SystemExit("Redmine did not come up")

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, bytes]:
        """Status and body."""
        headers = {"X-Redmine-API-Key": self._key, "Content-Type": "application/json"}
        self._connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(timeout=30)


def _theirs(redmine: Redmine) -> Iterator[tuple[str, list[float]]]:
    ids = [one["id"] for one in json.loads(redmine.ask("GET", "/issues.json?limit=100&sort=due_date")[1])["issues"]]
    turn = itertools.cycle(ids)

    def must(status: int, *right: int) -> None:
        if status not in right:
            raise SystemExit(f"Redmine answers {status}")

    yield (
        "list",
        measure(
            lambda: must(redmine.ask("GET", "/issues?set_filter=1&status_id=o&sort=due_date&per_page=50")[0], 200), 15
        ),
    )
    yield "item", measure(lambda: must(redmine.ask("GET", f"/issues/{next(turn)}")[0], 200), 30)
    notes = {"issue": {"done_ratio": 50, "notes": "工作按计划推进"}}
    yield "update", measure(lambda: must(redmine.ask("PUT", f"/issues/{next(turn)}.json", notes)[0], 200, 204), 30)


def _ours(name: str) -> Iterator[tuple[str, list[float]]]:
    server = pages.Server(name, "", 18_438)
    try:
        client = pages.Client(18_438)
        client.sign_in("bench-liaison", county.PASSWORD)
        _, said = client.get("/ledger?state=open")
        numbers = list(dict.fromkeys(part.split('"')[0] for part in said.split('href="/items/')[1:]))
        turn = itertools.cycle(numbers)
        yield "list", measure(lambda: client.get("/ledger"), 30)
        yield "item", measure(lambda: client.get(f"/items/{next(turn)}"), 30)
        yield "update", measure(_report(client, numbers), 20)
    finally:
        server.stop()


def _report(client: pages.Client, numbers: list[str]) -> Callable[[], None]:
    """Opens nothing beforehand but the form: the time is that of sending a report and seeing the item again."""
    drawn: list[tuple[str, dict[str, str]]] = []
    for number in numbers[:25]:
        path = f"/items/{number}/do/report"
        _, said = client.get(path)
        fields = {}
        for part in said.split("<input")[1:]:
            tag = part.split(">")[0]
            if 'type="hidden"' in tag and 'name="' in tag:
                value = tag.split('value="')[1].split('"')[0] if 'value="' in tag else ""
                fields[tag.split('name="')[1].split('"')[0]] = value
        drawn.append((path, fields | {"text": "工作按计划推进", "progress": "50"}))
    turn = itertools.cycle(drawn)

    def send() -> None:
        path, fields = next(turn)
        status, _ = client.post(path, fields)
        if status != 200:
            raise SystemExit(f"a report on {path} answers {status}")

    return send


def main() -> int:
    """Print the table."""
    name = sys.argv[1] if len(sys.argv) > 1 else "full"
    install()
    redmine = Redmine(fill())
    try:
        theirs = dict(_theirs(redmine))
    finally:
        redmine.stop()
    # Reports are written: on a copy, so that what is measured next time is the same.
    with writing.copied(name, ""):
        ours = dict(_ours(f"{name}-written"))
    print(
        "\n### Beside Redmine 5.0.4, SQLite, one client\n\n| work | ours median | p95 | Redmine median | p95 | ratio |"
    )
    print("|---|---:|---:|---:|---:|---:|")
    for work in ("list", "item", "update"):
        mine, other = sorted(ours[work]), sorted(theirs[work])
        a, b = mine[len(mine) // 2], other[len(other) // 2]
        print(f"| {work} | {a:.0f} ms | {p95(mine):.0f} | {b:.0f} ms | {p95(other):.0f} | {b / a:.1f}× |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
