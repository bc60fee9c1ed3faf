"""What a sentence is: by rules first, and by the model where rules end."""

import dataclasses
import re

from luoshi.reading import items, labels, lexicon, minutes, model, parties
from luoshi.reading.items import Group
from luoshi.reading.labels import Setting
from luoshi.reading.model import Seen, Weights
from luoshi.reading.parties import Known

RANK = {"core": 3, "mechanism": 2, "soft": 1, "": 0}

#: A sentence judged: label, the code of the deciding rule, its rows.
Judged = tuple[str, str, list[Group]]

#: What no likelihood overrules: a heading is none, and what gives no words to draft.
SETTLED = frozenset({"reading.heading", "reading.noise", "reading.glossary"})


def by_rules(text: str, span: tuple[int, int], setting: Setting, known: Known) -> Judged:
    """Label, reason and rows of one sentence, by rules alone."""
    said = text[span[0] : span[1]]
    refused = labels.refuse(said, setting)
    if refused:
        return *refused, []
    rows = items.groups(text, span[0], span[1], setting, known)
    if setting.theme:
        rows = [row for row in rows if row.tier != "soft" or lexicon.NAMES_SYSTEM.search(said)]
        if not rows:
            return "frame", "reading.theme", []
    rows = rows or _whole(text, span, setting, known)
    if not rows:
        return "frame", "reading.meeting" if minutes.is_told(text, span) else "reading.attitude", []
    best = max(rows, key=lambda row: RANK[row.tier])
    return best.tier, best.why, rows


def _whole(text: str, span: tuple[int, int], setting: Setting, known: Known) -> list[Group]:
    """One soft row of a sentence no clause of which is one: somebody leads it, is told, or it names what to do."""
    if led := items.led(text, span, setting, known):
        return [led]
    if minutes.is_told(text, span):
        return []
    said = text[slice(*span)]
    if setting.standing and _BANS.search(said):
        return [dataclasses.replace(items.whole(text, span, setting), tier="mechanism", why="reading.rule_form")]
    if _is_ordered(text, span, setting, known) or _is_direction(said, setting) or _is_duty(said, setting):
        return [items.whole(text, span, setting)]
    return []


#: Bans and duties as rules word them.
_BANS = re.compile("不得|严禁|禁止")
_DUTY = re.compile("应当|应(?!用|急|对|届|收)|须(?!知)|必须|负责(?!人|同志)|可以(?=[向依按根])")


def _is_duty(said: str, setting: Setting) -> bool:
    """Whether a sentence of a standing rule lays a duty on somebody."""
    return setting.standing and not setting.theme and len(said) >= 10 and bool(_DUTY.search(said))


def _is_ordered(text: str, span: tuple[int, int], setting: Setting, known: Known) -> bool:
    """Whether a unit is told to do something, however it is worded (县农业局要认真做好……工作)."""
    told = [unit for unit in parties.units(text, *span, known) if unit.role == "owner"]
    return not setting.theme and any(
        text[unit.end : unit.end + 1] in {"要", "须", "应"} and lexicon.VERB.search(text, unit.end, span[1])
        for unit in told
    )


def _is_direction(said: str, setting: Setting) -> bool:
    """Whether a sentence of the plan part names something that can be handed over, though no verb is known."""
    if setting.direction != "ahead" or setting.theme or len(said) < 12 or lexicon.FRAME_CLAUSE.search(said):
        return False
    return bool(lexicon.CONCRETE.search(said)) and not lexicon.ATTITUDE.search(said)


def seen(text: str, span: tuple[int, int], setting: Setting, ruled: Judged, before: str) -> Seen:
    """A sentence as the model sees it. `before` is what the rules called the one before in the same paragraph."""
    label, why, rows = ruled
    return Seen(
        said=text[slice(*span)],
        label=label,
        why=why,
        direction=setting.direction or "",
        before=before,
        opens=text[span[0] - 1 : span[0]] in ("", "\n"),
        theme=setting.theme,
        rows=len(rows),
        alone=text[span[0] - 1 : span[0]] in ("", "\n") and text[span[1] : span[1] + 1] in ("", "\n"),
        after=len(text[span[1] : span[1] + 400].lstrip().partition("\n")[0].partition("。")[0])
        if span[1] < len(text)
        else 0,
    )


def by_model(
    text: str, span: tuple[int, int], setting: Setting, known: Known, ruled: Judged, looked: Seen, weights: Weights
) -> tuple[str, str, list[Group], float | None]:
    """What the rules said, or what the model says against them where it is sure; then with its likelihood.

    It is asked in parts that look ahead only: elsewhere it did not help where it was measured. It drafts a sentence
    that rules gave no row from `weights.take` on, and gives up soft rows below `weights.drop`; rows with a number, a
    date or a named work are never given up.
    """
    label, why, rows = ruled
    if not is_asked(looked):
        return label, why, rows, None
    likely = model.likelihood(looked, weights)
    drafted = is_drafted(looked, likely, weights)
    if drafted and not rows:
        free = dataclasses.replace(setting, direction="ahead", theme=False, past_before=False, framed=False)
        found = items.groups(text, *span, free, known) or [items.whole(text, span, free)]
        best = max(found, key=lambda group: RANK[group.tier])
        return best.tier or "soft", "reading.model", [_marked(group) for group in found], likely
    if rows and not drafted:
        return "frame", "reading.model", [], likely
    return label, why, rows, None


def is_asked(looked: Seen) -> bool:
    """Whether the model is asked about a sentence at all: in a part that looks ahead, and no heading."""
    return looked.direction == "ahead" and looked.why not in SETTLED


def is_drafted(looked: Seen, likely: float, weights: Weights) -> bool:
    """Whether rules and model together draft a sentence."""
    if looked.label in RANK:
        return not (looked.label == "soft" and likely < weights.drop)
    return likely >= weights.take


def _marked(group: Group) -> Group:
    """A row that the model asked for."""
    return dataclasses.replace(group, tier=group.tier or "soft", why="reading.model")
