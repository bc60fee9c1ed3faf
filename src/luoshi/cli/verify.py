"""`luoshi verify`: prove that rows, log, files and private values are whole."""

import json
import re
import sys
from typing import TYPE_CHECKING, Any

import click

from luoshi import cli
from luoshi.cli import edge

if TYPE_CHECKING:
    from luoshi.record.verification import Report

#: Exit code when something does not hold; 1 is bad input, 2 bad usage.
BROKEN = 3
_ANCHOR = re.compile(r"^(\d{1,18}):([0-9a-fA-F]{64})$")


def _anchor(said: str) -> tuple[int, str]:
    match = _ANCHOR.match(said.strip())
    if match is None:
        raise click.BadParameter(f"{said!r}: write SIZE:HEAD as printed on a paper (a number, a colon, 64 hex digits)")
    return int(match[1]), match[2].lower()


@click.command("verify")
@click.option(
    "--anchor", "anchors", multiple=True, metavar="SIZE:HEAD", help="An anchor from a paper; may be repeated."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(anchors: tuple[str, ...], form: str) -> None:
    """Prove that rows, log, files and private values are whole.

    Prints SIZE:HEAD of the log. Exit code 0 when all holds, 3 when something does not.
    """
    wanted = [_anchor(said) for said in anchors]
    cli.prepare()
    # Django must be ready before any room with tables is loaded.
    from luoshi.record import condition, queries, verification

    with click.progressbar(length=queries.head().size, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        report = verification.verify(anchors=wanted, progress=bar.update)
    # A mistyped anchor must not put a warning on everybody's page: only what the record itself shows is noted.
    whole = all(one.code == "verify.anchor_fails" for one in report.findings)
    condition.note("verify", at=edge.now(), is_whole=whole, values={"anchor": f"{report.size}:{report.head}"})
    click.echo(json.dumps(_values(report), ensure_ascii=False, indent=2) if form == "json" else text(report))
    sys.exit(0 if report.is_whole else BROKEN)


def _values(report: "Report") -> dict[str, Any]:
    """The report as JSON values; moments and the like as text."""
    return {
        "schema": "luoshi.verification/1",
        "whole": report.is_whole,
        "anchor": f"{report.size}:{report.head}",
        "events": report.size,
        "rows": report.rows,
        "files": report.files,
        "private_values": report.private_values,
        "erased": report.erased,
        "expunged": report.expunged,
        "findings": [
            {
                "code": one.code,
                **{key: value if isinstance(value, int) else str(value) for key, value in one.values.items()},
            }
            for one in report.findings
        ],
        "n_findings": report.n_findings,
        "anchors": [
            {"size": one.size, "head": one.head, "holds": one.holds, "proof": list(one.proof)} for one in report.anchors
        ],
        "broken_after": report.broken_after,
        "broken_until": report.broken_until,
    }


def text(report: "Report") -> str:
    """The report for a person: one line each, then SIZE:HEAD."""
    from luoshi.record import messages

    language: messages.Language = "en" if edge.language() == "en" else "zh"

    def say(code: str, **values: object) -> str:
        return messages.render(f"why.{code}", values, language=language)

    if report.is_whole:
        counts = {
            "files": report.files,
            "private_values": report.private_values,
            "erased": report.erased,
            "expunged": report.expunged,
        }
        lines = [say("verify.whole", events=report.size, rows=report.rows, anchors=len(report.anchors), **counts)]
    else:
        lines = [say("verify.broken", findings=report.n_findings)]
        lines += [f"  {say(one.code, **one.values)}" for one in report.findings]
        if report.n_findings > len(report.findings):
            lines.append("  " + say("verify.more", count=report.n_findings - len(report.findings)))
    return "\n".join([*lines, f"{report.size}:{report.head}"])
