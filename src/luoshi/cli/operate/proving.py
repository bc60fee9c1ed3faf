"""The proof at the end of a restore or an upgrade."""

from typing import TYPE_CHECKING

import click

from luoshi.cli import edge
from luoshi.cli.operate.steps import step

if TYPE_CHECKING:
    from luoshi.record.verification import Report


def anchor(said: str) -> tuple[int, str]:
    """`SIZE:HEAD` of a manifest as values."""
    size, _, head = said.partition(":")
    return int(size), head


def prove(said: str) -> "Report":
    """Verify everything with the anchor `said` ("" for none) and print the report."""
    from luoshi.cli import verify
    from luoshi.record import condition, queries, verification

    with step("verify", queries.head().size) as progress:
        report = verification.verify(anchors=[anchor(said)] if said else (), progress=progress)
    condition.note("verify", at=edge.now(), is_whole=report.is_whole, values={"anchor": f"{report.size}:{report.head}"})
    click.echo(verify.text(report))
    return report
