"""A process that prints what a verification finds: `python -m tests.record.prover`; kept files are not looked for."""

import json
import sys

import django


def main() -> None:
    django.setup()
    from luoshi.record import verification
    from luoshi.record.models import Event

    report = verification.verify()
    codes = sorted({one.code for one in report.findings} - {"verify.file_missing"})
    order: dict[str, list[int]] = {}
    for actor, payload in Event.objects.order_by("position").values_list("actor", "payload"):
        order.setdefault(actor, []).append(json.loads(payload)["number"])
    sys.stdout.write(json.dumps({"size": report.size, "rows": report.rows, "codes": codes, "order": order}))


if __name__ == "__main__":
    main()
