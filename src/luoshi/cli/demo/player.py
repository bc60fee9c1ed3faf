"""Plays the schedule: every act goes through the same operations as a page's or a program's would."""

import datetime as dt
import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from luoshi.cli.demo import content, founding, papers
from luoshi.cli.demo.acts import Act
from luoshi.cli.demo.founding import Founded
from luoshi.cli.demo.lines import Line
from luoshi.cli.demo.year import Year
from luoshi.clock.civil import local
from luoshi.ledger import operations as ledger
from luoshi.ledger import queries
from luoshi.ledger.operations import (
    AssignmentSpec,
    Basis,
    ConclusionSpec,
    LookSpec,
    NodeSpec,
    Opening,
    PartSpec,
    ReportSpec,
    StrikeOffSpec,
    SubmissionSpec,
)
from luoshi.org import operations as org
from luoshi.org.access import Actor
from luoshi.record import operations as record
from luoshi.record.operations import unit_of_work
from luoshi.record.refusals import Refused

Args = Mapping[str, Any]


@dataclass(slots=True)
class _Item:
    """What is known of a line that has been opened: its row, its version, the ids of what waits for an answer."""

    id: int
    number: str
    version: int
    waiting: dict[str, int] = field(default_factory=dict)
    plan_id: int = 0


@dataclass(frozen=True, slots=True)
class Trouble:
    """An act that the rules refused: a mistake of the schedule, told by the tests."""

    act: Act
    reasons: str


@contextmanager
def _garbage_kept() -> Iterator[None]:
    """No collections while millions of short-lived rows go by: they took a fifth of the time and found nothing."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


class Player:
    """Plays one year into an empty, founded database."""

    def __init__(self, year: Year, founded: Founded) -> None:
        self.year = year
        self.founded = founded
        self.items: dict[str, _Item] = {}
        self.troubles: list[Trouble] = []
        self._files: dict[tuple[str, str], tuple[str, str]] = {}
        self._persons: dict[str, int] = {}
        # Leaders who are away, and from which day somebody stands in.
        self._away = {act.args["post"]: act.args["valid_from"] for act in year.acts if act.verb == "name_stand_in"}
        self._verbs: Mapping[str, Callable[[Act, Actor], None]] = {
            "open_items": self._open_items,
            "hand_over": self._hand_over,
            "hand_in_plan": self._hand_in_plan,
            "approve_plan": self._answer_plan,
            "return_plan": self._answer_plan,
            "waive_part": self._waive_part,
            "object_to": self._object_to,
            "decide_objection": self._decide_objection,
            "ask_extension": self._ask_extension,
            "decide_extension": self._decide_extension,
            "succeed": self._succeed,
            "name_stand_in": self._name_stand_in,
        }
        self._lists: Mapping[str, Callable[[Sequence[Act], Actor], object]] = {
            "sign_for": self._sign_for,
            "report": self._report,
            "finish_part": self._finish_part,
            "submit": self._submit,
            "verify": self._verify,
            "conclude": self._conclude,
            "strike_off": self._strike_off,
        }

    def play(self) -> Iterator[int]:
        """Play everything, a week in each transaction; yields how many acts are done so far."""
        done = 0
        with _garbage_kept():
            for _week, acts in groupby(self.year.acts, key=lambda act: local(act.at).date().isocalendar()[:2]):
                listed = list(acts)
                with unit_of_work(actor=founding.ACTOR.ref, at=listed[0].at):
                    for _one, together in groupby(listed, key=lambda act: (act.at, act.who, act.verb)):
                        done += self._do_all(list(together))
                yield done

    def holders(self) -> Mapping[str, int]:
        """Persons who took a post over during the year, by the post's key."""
        return self._persons

    def _do_all(self, acts: Sequence[Act]) -> int:
        """Acts of one person, verb and moment, by the list where the verb has one; returns how many."""
        if len(acts) > 1 and acts[0].verb in self._lists and all(act.line in self.items for act in acts):
            try:
                self._lists[acts[0].verb](acts, self._actor(acts[0]))
            except Refused:
                pass  # one by one, to learn which of them the rules refuse
            else:
                for act in acts:
                    self.items[act.line].version += 1
                return len(acts)
        for act in acts:
            self._do(act)
        return len(acts)

    def _do(self, act: Act) -> None:
        """One act; what the rules refuse is kept as trouble and the year goes on."""
        if act.line and act.line not in self.items:
            self.troubles.append(Trouble(act, "its line was never opened"))
            return
        actor = self._actor(act)
        try:
            if act.verb in self._lists:
                self._lists[act.verb]([act], actor)
            else:
                self._verbs.get(act.verb, self._plain)(act, actor)
        except Refused as refused:
            self.troubles.append(Trouble(act, "; ".join(reason.code for reason in refused.reasons)))
            return
        if act.line:
            self.items[act.line].version += 1

    def _actor(self, act: Act) -> Actor:
        """Who acts: the holder of the post at that moment, or the one who stands in for her."""
        since = self._away.get(act.who)
        if since is not None and since <= local(act.at).date():
            by = content.county().stand_in["by"]
            return founding.actor_of(self.founded, act.who, person_id=self.founded.seats[by].person_id)
        return founding.actor_of(self.founded, act.who)

    # --- opening ------------------------------------------------------------------------------------------------

    def _open_items(self, act: Act, actor: Actor) -> None:
        lines = [self.year.lines[key] for key in act.args["lines"]]
        paper = papers.kept(lines, at=act.at, actor=actor)
        opened = ledger.open_items(actor=actor, at=act.at, openings=[self._opening(line, paper) for line in lines])
        for line, one in zip(lines, opened, strict=True):
            self.items[line.key] = _Item(one.id, one.number, one.version)

    def _opening(self, line: Line, paper: str) -> Opening:
        """An opening from a line; an offline one says nothing but its unit, its date and its place (R13-15)."""
        unit = self.founded.units
        parts = [AssignmentSpec(role="lead", unit_id=unit[line.lead])]
        parts += [AssignmentSpec(role="co", unit_id=unit[short]) for short in line.co]
        office = self.founded.offices[line.office]
        if line.place:
            basis = Basis(title=line.place)
            return Opening(
                kind=line.kind, title="", issuing_office_id=office, basis=basis, assignments=parts,
                due_on=line.due_on, offline=line.place,
            )  # fmt: skip
        return Opening(
            kind=line.kind,
            title=line.title,
            issuing_office_id=office,
            basis=Basis(title=line.basis_title, clause=line.clause, quote=line.quote, file=paper),
            assignments=parts,
            due_on=line.due_on,
            choices=line.choices,
            facts=line.facts,
            urgency=line.urgency,
            klass=line.klass,
            term_class=line.term_class,
            clock=line.clock or None,
            acceptance=line.acceptance,
            parent_id=self.items[line.parent].id if line.parent else None,
        )

    def _hand_over(self, act: Act, actor: Actor) -> None:
        items = [self.items[key] for key in act.args["lines"] if key in self.items]
        done = ledger.hand_over(actor=actor, at=act.at, items=[(item.id, item.version) for item in items])
        for item, one in zip(items, done, strict=True):
            item.version = one.version

    # --- on the way ---------------------------------------------------------------------------------------------

    def _plain(self, act: Act, actor: Actor) -> None:
        """A verb whose arguments need no translation."""
        item = self.items[act.line]
        operation = getattr(ledger, act.verb)
        seen = {"version": item.version} if act.verb in _DECIDING else {}
        operation(actor=actor, at=act.at, item_id=item.id, **seen, **act.args)

    def _sign_for(self, acts: Sequence[Act], actor: Actor) -> None:
        ledger.sign_for_all(actor=actor, at=acts[0].at, item_ids=[self.items[act.line].id for act in acts])

    def _finish_part(self, acts: Sequence[Act], actor: Actor) -> None:
        parts = [PartSpec(self.items[act.line].id, **act.args) for act in acts]
        ledger.finish_parts(actor=actor, at=acts[0].at, parts=parts)

    def _submit(self, acts: Sequence[Act], actor: Actor) -> None:
        at = acts[0].at
        submissions = []
        for act in acts:
            files = tuple(self._file(unit, month, at, actor) for unit, month in act.args["files"])
            submissions.append(SubmissionSpec(self.items[act.line].id, act.args["statement"], files))
        ledger.submit_all(actor=actor, at=at, submissions=submissions)

    def _verify(self, acts: Sequence[Act], actor: Actor) -> None:
        looks = [LookSpec(self.items[act.line].id, **act.args) for act in acts]
        ledger.verify_all(actor=actor, at=acts[0].at, looks=looks)

    def _conclude(self, acts: Sequence[Act], actor: Actor) -> None:
        items = [ConclusionSpec(item.id, item.version, **act.args) for act, item in self._with_items(acts)]
        ledger.conclude_all(actor=actor, at=acts[0].at, items=items)

    def _strike_off(self, acts: Sequence[Act], actor: Actor) -> None:
        items = [StrikeOffSpec(item.id, item.version, **act.args) for act, item in self._with_items(acts)]
        ledger.strike_off_all(actor=actor, at=acts[0].at, items=items)

    def _with_items(self, acts: Sequence[Act]) -> Iterator[tuple[Act, _Item]]:
        return ((act, self.items[act.line]) for act in acts)

    def _file(self, unit: str, quarter: str, at: dt.datetime, actor: Actor) -> tuple[str, str]:
        """The evidence of a unit and quarter, kept once: (hash, name)."""
        if (unit, quarter) not in self._files:
            words = content.wording()["evidence"]
            name = words["name"].format(unit=unit, quarter=quarter)
            text = words["text"].format(unit=unit, quarter=quarter)
            kept = record.keep_file(content=text.encode("utf-8"), name=name, at=at, actor=actor.ref)
            self._files[unit, quarter] = (kept.hash, name)
        return self._files[unit, quarter]

    def _report(self, acts: Sequence[Act], actor: Actor) -> None:
        reports = []
        for act, item in self._with_items(acts):
            args = dict(act.args)
            places = args.pop("nodes", ())
            if places:
                nodes = queries.plan_nodes(item.plan_id)
                args["node_ids"] = tuple(nodes[place] for place in places)
            reports.append(ReportSpec(item.id, **args))
        ledger.report_all(actor=actor, at=acts[0].at, reports=reports)

    def _hand_in_plan(self, act: Act, actor: Actor) -> None:
        item = self.items[act.line]
        nodes = [NodeSpec(**node) for node in act.args["nodes"]]
        item.plan_id = ledger.hand_in_plan(actor=actor, at=act.at, item_id=item.id, nodes=nodes, note=act.args["note"])

    def _answer_plan(self, act: Act, actor: Actor) -> None:
        operation = getattr(ledger, act.verb)
        operation(actor=actor, at=act.at, plan_id=self.items[act.line].plan_id, **act.args)

    def _waive_part(self, act: Act, actor: Actor) -> None:
        unit_id = self.founded.units[act.args["unit"]]
        # 0 names no duty: the ledger then says that there is none.
        duty = queries.part_duty(self.items[act.line].id, unit_id) or 0
        ledger.waive_part(actor=actor, at=act.at, duty_id=duty, reason=act.args["reason"])

    # --- whose and by when --------------------------------------------------------------------------------------

    def _object_to(self, act: Act, actor: Actor) -> None:
        args = dict(act.args)
        suggested = self.founded.units[args.pop("unit")]
        item = self.items[act.line]
        item.waiting["objection"] = ledger.object_to(
            actor=actor, at=act.at, item_id=item.id, suggested_unit_id=suggested, **args
        )

    def _decide_objection(self, act: Act, actor: Actor) -> None:
        args = dict(act.args)
        unit = args.pop("unit", None)
        ledger.decide_objection(
            actor=actor,
            at=act.at,
            objection_id=self.items[act.line].waiting["objection"],
            new_lead_unit_id=self.founded.units[unit] if unit else None,
            **args,
        )

    def _ask_extension(self, act: Act, actor: Actor) -> None:
        item = self.items[act.line]
        item.waiting["extension"] = ledger.ask_extension(actor=actor, at=act.at, item_id=item.id, **act.args)

    def _decide_extension(self, act: Act, actor: Actor) -> None:
        extension_id = self.items[act.line].waiting["extension"]
        ledger.decide_extension(actor=actor, at=act.at, extension_id=extension_id, **act.args)

    # --- persons ------------------------------------------------------------------------------------------------

    def _succeed(self, act: Act, actor: Actor) -> None:
        """A successor is entered and takes the post over from the day `on`."""
        person_id = org.register_person(actor=actor, at=act.at, name=act.args["person"])
        seat = self.founded.seats[act.args["post"]]
        org.succeed(actor=actor, at=act.at, post_id=seat.post_id, person_id=person_id, on=act.args["on"])
        self._persons[act.args["post"]] = person_id

    def _name_stand_in(self, act: Act, actor: Actor) -> None:
        seats = self.founded.seats
        org.name_stand_in(
            actor=actor,
            at=act.at,
            post_id=seats[act.args["post"]].post_id,
            by_post_id=seats[act.args["by"]].post_id,
            valid_from=act.args["valid_from"],
            valid_to=act.args["valid_to"],
        )


_DECIDING = frozenset({"return_item", "reopen", "suspend", "resume", "withdraw"})
