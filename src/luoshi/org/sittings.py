"""Where sittings are kept: Django's database sessions, in a table that knows whose they are and how they ended.

`SESSION_ENGINE` names this module. The store never reads a moment of the office: whether a sitting has expired is the
machine's time, when it began and was last seen are written by the edge into the session itself.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from luoshi.org.models import Sitting

# A page that is read writes nothing, but for the moment last seen: once in this time.
SEEN_EVERY = timedelta(minutes=1)
STARTED, SEEN, ADDRESS, DEVICE = "started_at", "last_seen_at", "address", "device"


class SessionStore(db.SessionStore):
    """Sessions as rows of `Sitting`; one that was ended opens nothing, whoever still holds its cookie."""

    #: Whether it is time to write down that the sitting goes on.
    is_stale = False

    @classmethod
    def get_model_class(cls) -> type[Sitting]:
        """The table."""
        return Sitting

    def load(self) -> dict[str, Any]:
        """The session's data; empty for a key that is unknown, expired or ended."""
        row: Sitting | None = self._get_session_from_db()  # type: ignore[attr-defined]
        if row is None or row.ended_at is not None:
            self._session_key = None
            return {}
        left = self.get_expiry_date(expiry=None) - row.expire_date
        self.is_stale = left >= SEEN_EVERY
        data: dict[str, Any] = self.decode(row.session_data)
        return data

    def create_model_instance(self, data: dict[str, Any]) -> Sitting:
        """The row of a session's data. A new one gets its handle; an old one keeps it (see `save`)."""
        row = cast(Sitting, super().create_model_instance(data))
        row.handle = secrets.token_urlsafe(12)
        row.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.address, row.device = data.get(ADDRESS, ""), data.get(DEVICE, "")
        row.started_at, row.last_seen_at = _moment(data.get(STARTED)), _moment(data.get(SEEN))
        return row

    def save(self, must_create: bool = False) -> None:
        """Write the session. One that was ended or removed meanwhile stays so: nothing brings it back."""
        if must_create or self.session_key is None:
            super().save(must_create=must_create)
            return
        row = self.create_model_instance(self._get_session())  # type: ignore[attr-defined]
        columns = ("session_data", "expire_date", "account_id", ADDRESS, DEVICE, STARTED, SEEN)
        kept = Sitting.objects.filter(session_key=row.session_key, ended_at=None)
        kept.update(**{column: getattr(row, column) for column in columns})


def _moment(said: str | None) -> datetime | None:
    return None if said is None else datetime.fromisoformat(said)
