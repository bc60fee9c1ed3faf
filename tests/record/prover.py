"""A process that prints what a verification finds: `python -m tests.record.prover [beside]`; kept files aside.

`beside`: the rows in a second process, as a long log has it; `killed`: and that process dies before it has finished.
"""

import json
import os
import signal
import sys

import django


def dies(*_arguments: object) -> None:
    """A process that is killed at once."""
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    django.setup()
    from luoshi.record import second_process, verification
    from luoshi.record.models import Event
    from luoshi.record.verification import _beside

    if sys.argv[1:]:
        _beside.WORTH_IT = 1
    if sys.argv[1:] == ["killed"]:
        second_process.check_rows = dies  # type: ignore[assignment]
    report = verification.verify()
    codes = sorted({one.code for one in report.findings} - {"verify.file_missing"})
    order: dict[str, list[int]] = {}
    for actor, payload in Event.objects.order_by("position").values_list("actor", "payload"):
        order.setdefault(actor, []).append(json.loads(payload)["number"])
    sys.stdout.write(json.dumps({"size": report.size, "rows": report.rows, "codes": codes, "order": order}))


if __name__ == "__main__":
    main()
