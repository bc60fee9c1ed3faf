"""`luoshi rules …`: check an office's rule files, show what they would change, activate them."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

import click

from luoshi import cli
from luoshi.cli import edge
from luoshi.record import messages
from luoshi.record.refusals import Refused
from luoshi.rulebook import calendars, compare, documents, practice, wording
from luoshi.rulebook.loader import check_references, folder_files, load_folder
from luoshi.rulebook.shapes import ClockRule, RuleFile
from luoshi.rulebook.shipped import FOLDER, with_office_folder

RuleFiles = Mapping[tuple[str, str], RuleFile]


@click.group()
def command() -> None:
    """Check and activate rule files."""


def _language() -> messages.Language:
    return "en" if edge.language() == "en" else "zh"


def _pick(zh: str, en: str) -> str:
    return en if _language() == "en" else zh


def _refuse(refused: Refused) -> click.ClickException:
    """Every reason on a line of its own; exit code 1."""
    return click.ClickException("\n".join(wording.reason_text(one, language=_language()) for one in refused.reasons))


@command.command("list")
def list_rules() -> None:
    """The shipped rules with the office's folder (LUOSHI_RULES) over them."""
    try:
        rules = with_office_folder(os.environ.get("LUOSHI_RULES", ""))
    except Refused as refused:
        raise _refuse(refused) from refused
    for file in sorted(rules.values(), key=lambda one: one.key):
        head = file.head
        click.echo(f"{head.ref:32} {head.in_force_on}  {file.hash[:12]}  {head.title.text(_language())}")


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
def check(folder: Path) -> None:
    """Read the rule files of FOLDER, name every fault with file and line, and tell what they would change.

    Compared with the active versions when the installation has some, else with the shipped files. Changes nothing.
    """
    active = _active()
    held = active or with_office_folder("")
    try:
        new = load_folder(folder)
        check_references({**held, **new})
    except Refused as refused:
        raise _refuse(refused) from refused
    against = _pick("启用的版本", "the active versions") if active else _pick("自带的规则", "the shipped rules")
    click.echo(
        _pick(f"{len(new)}个文件没有问题。与{against}相比：", f"{len(new)} files are in order. Against {against}:")
    )
    for key, file in sorted(new.items()):
        click.echo(_difference(held.get(key), file))
        click.echo(_dates(held, key, file), nl=False)


def _active() -> RuleFiles:
    """The versions in force in this installation's database; empty without a database."""
    cli.prepare(installed=False)
    # Django must be ready before any room with tables is loaded.
    from django.db import DatabaseError

    from luoshi.rulebook import queries

    try:
        return {(one.kind, one.code): one.file for one in queries.active(edge.now())}
    except DatabaseError:
        return {}


def _difference(old: RuleFile | None, new: RuleFile) -> str:
    """One file: new, the same, or each key that would change."""
    name = f"{new.file}  ({new.head.ref})"
    if old is None:
        return f"+ {name}  {_pick('新增', 'new')}"
    if old.hash == new.hash:
        return f"= {name}  {_pick('相同', 'the same')}"
    differences = compare.changes(tomllib.loads(old.text), tomllib.loads(new.text))
    applies = messages.word(f"applies.{new.head.applies}", language=_language())
    lines = [f"~ {name}  {_pick('适用于', 'touches')}{_pick('', ' ')}{applies}"]
    lines += [f"    {key}: {_shown(before)} → {_shown(after)}" for key, before, after in differences]
    if not differences:
        lines.append(f"    {_pick('只改了注释或排版', 'only comments or layout differ')}")
    return "\n".join(lines)


def _dates(held: RuleFiles, key: tuple[str, str], new: RuleFile) -> str:
    """For a changed clock rule, the dates that a hand-over now would get under the old text and the new."""
    old = held.get(key)
    if old is None or not isinstance(old.rule, ClockRule) or not isinstance(new.rule, ClockRule):
        return ""
    found = compare.date_changes(old.rule, new.rule, edge.now(), calendars.from_files(held))
    if not found:
        return ""
    lines = [_pick("    现在交办的话：", "    Handed over now:")]
    for choices, act, before, after in found:
        said = f"{choices}  " if choices else ""
        lines.append(f"      {said}{wording.act_word(act, language=_language())}: {_shown(before)} → {_shown(after)}")
    return "\n".join(lines) + "\n"


def _shown(value: object) -> str:
    return "—" if value is None else str(value)


@command.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--by", default="system:console", help="Who activates, as a ref such as post:3/person:9.")
def activate(folder: Path | None, by: str) -> None:
    """Activate the rule files of FOLDER (without one: the shipped rules and LUOSHI_RULES) as signed versions.

    All of them or none; a file that is active already is passed over.
    """
    cli.prepare()
    # Django must be ready before any room with tables is loaded.
    from luoshi.rulebook import operations

    try:
        if folder is None:
            refs = operations.activate_shipped(actor=by, at=edge.now())
        else:
            refs = operations.activate(actor=by, at=edge.now(), files=folder_files(folder))
    except Refused as refused:
        raise _refuse(refused) from refused
    for ref in refs:
        click.echo(ref)
    click.echo(_pick(f"启用了{len(refs)}个新版本。", f"{len(refs)} new versions activated."))


@command.command()
def document() -> None:
    """Print the list of shipped rules that docs/rules.md holds."""
    click.echo(documents.shipped_list(), nl=False)


@command.command("practice")
@click.argument("rule_id", required=False)
def tell_practice(rule_id: str | None) -> None:
    """What the rule of practice RULE_ID (R1-40) says; without one, the whole page docs/practice.md."""
    if rule_id is None:
        click.echo(practice.page(), nl=False)
        return
    found = practice.practice(rule_id.upper())
    if found is None:
        raise click.ClickException(_pick(f"没有“{rule_id}”这一条。", f"There is no rule “{rule_id}”."))
    click.echo(f"{found.id}  {found.text(_language())}  [{found.grade}] {found.source}".rstrip())


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
def copy(folder: Path) -> None:
    """Write the shipped rule files into FOLDER, to be changed there; files that exist are kept."""
    written = 0
    for name, text in folder_files(FOLDER):
        path = folder / name
        if path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written += 1
    click.echo(_pick(f"写入{written}个文件。", f"{written} files written."))
