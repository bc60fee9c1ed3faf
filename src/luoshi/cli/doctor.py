"""`luoshi doctor`: looks at the whole installation and says of everything that is not well what to do."""

import json
import sys

import click
from rich.console import Console
from rich.table import Table

from luoshi import cli
from luoshi.cli import edge
from luoshi.cli.operate import machine, record_checks
from luoshi.cli.operate.findings import ORDER, Finding
from luoshi.cli.operate.words import say

_COLOURS = {"broken": "red", "warn": "yellow", "note": "cyan", "ok": "green"}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(as_json: bool) -> None:
    """Look at the whole installation; exit code 1 when anything is broken.

    Database and its settings, tables, keys, permissions, clock, calendars, tick, last proof and backup, disk, programs,
    fonts, https, demo passwords. Changes nothing.
    """
    findings = sorted(_look(), key=lambda one: ORDER.index(one.state))
    if as_json:
        values = [{"what": one.what, "state": one.state, "text": one.text} for one in findings]
        click.echo(json.dumps({"schema": "luoshi.doctor/1", "findings": values}, ensure_ascii=False, indent=2))
    else:
        _print(findings)
    sys.exit(1 if any(one.state == "broken" for one in findings) else 0)


def _look() -> list[Finding]:
    """All findings; settings that cannot be read are the only one then."""
    try:
        cli.prepare(installed=False)
    except click.ClickException as error:
        return [Finding("settings", "broken", error.format_message())]
    return [*machine.look(), *record_checks.look(edge.now())]


def _print(findings: list[Finding]) -> None:
    """The worst first: a table on a terminal, one whole line each elsewhere, so that a command can be copied."""
    if not sys.stdout.isatty():
        for one in findings:
            click.echo(f"{say(f'state_{one.state}')}  {one.text}")
        return
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for one in findings:
        table.add_row(f"[{_COLOURS[one.state]}]{say(f'state_{one.state}')}[/]", one.text)
    Console().print(table)
