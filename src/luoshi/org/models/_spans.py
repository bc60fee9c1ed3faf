"""Constraints that every dated row shares."""

from django.db import models


def span_constraints(
    table: str, *one: str, begins: str = "valid_from", ends: str = "valid_to"
) -> list[models.BaseConstraint]:
    """A span ends after it begins, and `one` (columns) has at most one open span and one beginning per day."""
    wanted: list[models.BaseConstraint] = [
        models.CheckConstraint(
            condition=models.Q(**{f"{ends}__isnull": True}) | models.Q(**{f"{ends}__gt": models.F(begins)}),
            name=f"org_{table}_ends_after_it_begins",
        )
    ]
    if one:
        wanted += [
            models.UniqueConstraint(
                fields=one, condition=models.Q(**{f"{ends}__isnull": True}), name=f"org_{table}_one_open"
            ),
            models.UniqueConstraint(fields=[*one, begins], name=f"org_{table}_one_a_day"),
        ]
    return wanted
