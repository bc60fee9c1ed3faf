"""What a verification found, as values; words are made by `luoshi.record.messages` (`why.verify.…`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# So many findings are kept; the rest is counted.
MOST_FINDINGS = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: a code (`verify.row_changed`) and where (position, table, key, file …)."""

    code: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AnchorResult:
    """An anchor from a paper against the log; `proof` leads from it to the present head (RFC 9162 2.1.4), as hex."""

    size: int
    head: str
    holds: bool
    proof: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The result: whole when nothing was found. `size` and `head` are recomputed from the events themselves.

    `erased` counts those of the private values and files, `expunged` those of the files. `broken_after` and
    `broken_until` (positions, set when an anchor fails) say between which events history was changed: behind the last
    anchor that holds, up to the first that does not.
    """

    size: int
    head: str
    rows: int
    files: int
    private_values: int
    erased: int
    findings: tuple[Finding, ...]
    n_findings: int
    anchors: tuple[AnchorResult, ...]
    broken_after: int | None
    broken_until: int | None
    expunged: int = 0

    @property
    def is_whole(self) -> bool:
        """Nothing was found and every anchor holds."""
        return not self.n_findings


@dataclass(slots=True)
class Findings:
    """Collects findings without growing for ever."""

    kept: list[Finding] = field(default_factory=list)
    count: int = 0

    def add(self, code: str, **values: object) -> None:
        """Note one finding."""
        self.count += 1
        if len(self.kept) < MOST_FINDINGS:
            self.kept.append(Finding(code, values))
