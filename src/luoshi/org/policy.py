"""How strict this installation is about signing in (R12-07): its settings, read when they are asked for."""

from datetime import datetime, timedelta

from django.conf import settings

from luoshi.org.access import ADMINISTRATORS

# How long somebody may take over the second step, and may change her own factors after signing in [X].
HALF_WAY = timedelta(minutes=5)
FRESH = timedelta(minutes=10)
# A reset that one administrator asked for and the other did not decide falls away [X].
RESET_LAPSES = timedelta(days=7)


def offers_factors() -> bool:
    """Whether the pages offer second factors; who has one is asked for it in any case."""
    return bool(settings.LUOSHI_TWO_FACTOR != "off")


def must_have_factor(role: str) -> bool:
    """Whether whoever sits on a post of this role must have a second factor."""
    said = settings.LUOSHI_TWO_FACTOR
    return said == "everyone" or (said == "administrators" and role in ADMINISTRATORS)


def one_sitting() -> bool:
    """Whether a new sign-in ends the earlier ones of the account."""
    return bool(settings.LUOSHI_ONE_SITTING)


def tries() -> int:
    """So many failures in a row lock an account."""
    return int(settings.LUOSHI_LOCK_TRIES)


def locked_for() -> timedelta:
    """How long the lock holds."""
    return timedelta(minutes=settings.LUOSHI_LOCK_MINUTES)


def is_too_old(password_set_at: datetime | None, as_of: datetime) -> bool:
    """Whether a password of that moment must be changed now; never when the setting is 0."""
    if not settings.LUOSHI_PASSWORD_DAYS:
        return False
    return password_set_at is None or password_set_at + timedelta(days=settings.LUOSHI_PASSWORD_DAYS) <= as_of
