"""Small builders for the constraints that the ledger's tables share."""

from collections.abc import Iterable

from django.db.models import CheckConstraint, Q


def one_of(table: str, column: str, codes: Iterable[str], *, empty: bool = False) -> CheckConstraint:
    """`column` holds one of `codes` (or nothing, where `empty`)."""
    allowed = [str(code) for code in codes]
    return CheckConstraint(
        condition=Q(**{f"{column}__in": [*allowed, ""] if empty else allowed}), name=f"ledger_{table}_{column}_known"
    )


def share(table: str, column: str) -> CheckConstraint:
    """`column` is nothing or a share of the whole in basis points, 0 to 10000."""
    return CheckConstraint(
        condition=Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": 0, f"{column}__lte": 10_000}),
        name=f"ledger_{table}_{column}_share",
    )
