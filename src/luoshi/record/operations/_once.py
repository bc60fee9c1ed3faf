"""One-use keys of forms: a double click makes one event."""

from datetime import datetime

from django.db import IntegrityError, transaction

from luoshi.record.models import OnceKey
from luoshi.record.refusals import AlreadyDone


def forget_once_keys(*, before: datetime) -> int:
    """Remove the keys that were spent before a moment; returns how many. A form that old is refused as out of date."""
    return OnceKey.objects.filter(spent_at__lt=before).delete()[0]


def spend_once(*, key: str, actor: str, at: datetime, result: object) -> None:
    """Spend a form's key inside the unit of work and keep `result` (JSON); raises `AlreadyDone` with the first result.

    The exception rolls the second unit of work back, so whoever catches it outside returns the first result.
    """
    try:
        with transaction.atomic():
            OnceKey.objects.create(key=key, actor=actor, spent_at=at, result=result)
    except IntegrityError as error:
        first = OnceKey.objects.filter(key=key).first()
        if first is None:
            raise
        raise AlreadyDone(first.result) from error
