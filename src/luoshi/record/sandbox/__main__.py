"""The child: shut the doors, do one task on the file at standard input, answer with one JSON object."""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

from luoshi.record.sandbox import Answer, Limits, TurnedDown
from luoshi.record.sandbox.walls import shut


def _done(request: dict[str, Any]) -> Answer:
    """The task's answer, or the code of why there is none. What parsers throw at broken bytes means `damaged`."""
    try:
        module, _, name = request["task"].partition(":")
        task = getattr(importlib.import_module(module), name)
        answer: Answer = task(sys.stdin.buffer, Path(request["folder"]), **request["arguments"])
    except TurnedDown as down:
        return {"refused": down.code}
    except MemoryError:
        return {"refused": "too_much"}
    except OSError as error:
        return {"refused": "too_much" if error.errno in _FULL else "damaged", "error": type(error).__name__}
    except (Exception, RecursionError) as error:
        return {"refused": "damaged", "error": type(error).__name__}
    return answer


#: EFBIG, ENOSPC, EMFILE, ENOMEM: a limit of this process was met.
_FULL = (27, 28, 24, 12)


def main() -> None:
    """The child's whole life."""
    request = json.loads(sys.argv[1])
    shut(Limits(**request["limits"]), folder=Path(request["folder"]), sockets=request["sockets"])
    said = json.dumps(_done(request))
    sys.stdout.buffer.write(said.encode())


if __name__ == "__main__":
    main()
