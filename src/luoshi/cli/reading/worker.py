"""A process that reads one document after the other: orders come in as lines of JSON, answers go out as such.

An order: `path`, `name`, `year`, `limit`, `form`, `language`, `out` (the file to write). Two answers to each: that the
text is there (`characters`), then what became of it (`done` with its counts, or `refused` with its reasons).
"""

import json
import sys
import traceback
from pathlib import Path
from typing import Any

from luoshi.cli.reading import documents, shown
from luoshi.record.refusals import Refused


def _answer(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _read(order: dict[str, Any]) -> dict[str, Any]:
    """Read one document, write what it became, and say how it went."""
    data = documents.read(
        Path(order["path"]),
        name=order["name"],
        year=order["year"],
        limit=order["limit"],
        extracted=lambda characters: _answer({"characters": characters}),
    )
    form = order["form"]
    made = (
        shown.line(data) if form == "line" else shown.rendered(data, form, language=order["language"]) if form else b""
    )
    if made:
        Path(order["out"]).write_bytes(made)
    return {
        "done": {
            "title": data["source"]["title"] or "",
            "items": data["coverage"]["items"],
            "passages": data["coverage"]["passages"],
            "repairs_open": data["coverage"]["repairs_open"],
            "notices": data["source"]["notices"],
        }
    }


def _answered(order: dict[str, Any]) -> dict[str, Any]:
    """What became of an order, whatever happens."""
    try:
        return _read(order)
    except Refused as refused:
        return {
            "refused": [{"code": one.code, "values": dict(one.values), "rule": one.rule} for one in refused.reasons]
        }
    except OSError as error:
        why = {"why": error.strerror or type(error).__name__}
        return {"refused": [{"code": "intake.unopened", "values": why, "rule": ""}]}
    except Exception as error:  # a text that our own reading breaks on: the others go on
        # The place and the kind of the fault: its words may quote the document.
        last = traceback.extract_tb(error.__traceback__)[-1]
        sys.stderr.write(f"{type(error).__name__}: {last.filename}:{last.lineno}\n")
        return {"refused": [{"code": "intake.stopped", "values": {}, "rule": ""}]}


def main() -> None:
    """Until there are no more orders."""
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for order in sys.stdin:
        _answer(_answered(json.loads(order)))


if __name__ == "__main__":
    main()
