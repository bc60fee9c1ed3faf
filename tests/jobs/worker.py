"""A process that carries out background jobs: `python -m tests.jobs.worker order N | work MINUTES [PLACE JOB]`.

`order` orders N jobs. `work` carries out what waits, its machine's clock MINUTES ahead, and prints how many jobs it
began and what stands in the database. With PLACE it stops for ever there while it works on its JOBth, and says so:
`handler`, before anything is written; `effect`, in the middle of the transaction that ends the job; `end`, behind it.
"""

import datetime as dt
import json
import sys
import time
from typing import Any

AT = dt.datetime(2026, 3, 10, 3, tzinfo=dt.UTC)
KIND, CLERK = "count", "post:3/person:9"


def order(n: int) -> None:
    from luoshi.jobs import operations

    for number in range(n):
        operations.enqueue(actor=CLERK, at=AT, kind=KIND, parameters={"number": number}, key=f"count:{number}")


def carry_out(minutes: int, place: str, nth: int) -> None:
    from luoshi.cli import work
    from luoshi.jobs import folders
    from luoshi.jobs.records import Finished, JobRecord, Progress, ResultFile
    from luoshi.record.operations import keep_file

    met = 0

    def stall(here: str) -> None:
        if here == place and met == nth:
            sys.stdout.write("stalled\n")
            sys.stdout.flush()
            time.sleep(600)

    def handler(job: JobRecord, progress: Progress) -> Finished:
        nonlocal met
        met += 1
        progress.step(1, 2, "writing")
        number = job.parameters["number"]
        path = folders.draft_path(job.id, job.attempts)
        path.write_bytes(f"第{number}号".encode())
        stall("handler")

        def effect() -> dict[str, Any]:
            keep_file(content=f"第{number}号任务".encode(), name=f"{number}.txt", at=AT, actor=CLERK)
            stall("effect")
            return {"number": number}

        return Finished(file=ResultFile(path, f"{number}.txt"), effect=effect)

    drop = folders.drop_drafts
    folders.drop_drafts = lambda *arguments: (stall("end"), drop(*arguments))[1]
    ahead = dt.timedelta(minutes=minutes)
    begun = work.work_off({KIND: handler}, now=lambda: AT, machine=lambda: AT + ahead)
    folders.drop_drafts = drop
    sys.stdout.write(json.dumps({"begun": begun} | _stands()))


def _stands() -> dict[str, Any]:
    from luoshi.jobs import folders, queries
    from luoshi.record import queries as record
    from luoshi.record import verification

    events = record.events_after(0, 10_000)
    return {
        "whole": verification.verify().is_whole,
        "states": [one.state for one in queries.newest(limit=1000)],
        "effects": sorted(one.payload["name"] for one in events if one.type == "file.kept"),
        "finished": sorted(one.payload["result"]["number"] for one in events if one.type == "job.finished"),
        "files": sum(queries.file_of(one) is not None for one in queries.newest(limit=1000)),
        "drafts": [path.name for path in folders.results() if path.name.startswith(".")],
    }


def main(verb: str, *said: str) -> None:
    from luoshi import cli

    cli.prepare()
    if verb == "order":
        order(int(said[0]))
    else:
        place, nth = (said[1], int(said[2])) if len(said) > 1 else ("", 0)
        carry_out(int(said[0]), place, nth)


if __name__ == "__main__":
    main(*sys.argv[1:])
