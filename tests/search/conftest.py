"""The office of the ledger's cases, founded once for this room too."""

from tests.ledger.conftest import founded, office

__all__ = ["founded", "office"]
