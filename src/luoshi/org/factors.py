"""What a code must be: the arithmetic of second factors, and whether somebody has one. Writes nothing."""

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp

from luoshi.org.models import CodeDevice, Passkey, RecoveryCode
from luoshi.record.operations import use_private

KEPT_AS = "secret"
STEP_SECONDS = 30
DIGITS = 6
# Clocks of phones differ: one half minute to either side still counts (RFC 6238 §5.2).
DRIFT = 1
N_RECOVERY_CODES = 10
# 100 bits in five letters each, without those that look alike: no salt makes such a word harder to guess, but two
# persons must not be seen to have the same hash.
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"
_GROUPS, _GROUP = 4, 5


def device_stream(device_id: int) -> str:
    """The stream under whose key the secret of a device lies."""
    return f"code_device:{device_id}"


def device_in_use(account_id: int, *, locked: bool = False) -> CodeDevice | None:
    """The confirmed device of an account, if it has one; `locked` for whoever is about to use up a code."""
    found = CodeDevice.objects.select_for_update() if locked else CodeDevice.objects.all()
    return found.filter(account=account_id, confirmed_at__isnull=False, removed_at=None).first()


def has_factor(account_id: int) -> bool:
    """Whether the account has one-time codes or a passkey. Recovery codes alone are none."""
    return (
        CodeDevice.objects.filter(account=account_id, confirmed_at__isnull=False, removed_at=None).exists()
        or Passkey.objects.filter(account=account_id, removed_at=None).exists()
    )


def new_secret() -> str:
    """160 bits in base 32, as authenticator programs want them."""
    return pyotp.random_base32()


def code_address(*, secret: str, login: str, issuer: str) -> str:
    """The `otpauth://` address that authenticator programs read from a picture."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS).provisioning_uri(name=login, issuer_name=issuer)


def secret_of(device: CodeDevice) -> str | None:
    """The secret of a device; None once it is destroyed."""
    return use_private(stream=device_stream(device.id), name=KEPT_AS)


def step_of(code: str, secret: str, *, at: datetime, after: int | None) -> int | None:
    """The half minute (counted since 1970) that `code` is for, near `at` and later than `after`; None for a wrong one.

    A code that was used once lies in a step that is not later any more (RFC 6238 §5.2: each code once).
    """
    totp = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
    said = "".join(code.split())
    now = int(at.timestamp()) // STEP_SECONDS
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), said.encode()) and (after is None or step > after):
            return step
    return None


def new_recovery_code() -> str:
    """One recovery code as it is printed: `ABCDE-FGHJK-MNPQR-STVWX`."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def hash_recovery_code(code: str, salt: str = "") -> str:
    """`sha256$salt$hex` of a code, however it was typed."""
    salt = salt or secrets.token_hex(8)
    bare = "".join(one for one in code.upper().replace("O", "0").replace("I", "1").replace("L", "1") if one.isalnum())
    return f"sha256${salt}${hashlib.sha256(f'{salt}{bare}'.encode()).hexdigest()}"


def recovery_code_of(account_id: int, code: str) -> RecoveryCode | None:
    """The unused code of the account that was typed; None for a wrong or used one."""
    found = None
    for row in RecoveryCode.objects.filter(account=account_id, used_at=None):
        salt = row.hash.split("$")[1]
        if hmac.compare_digest(row.hash, hash_recovery_code(code, salt)):
            found = row
    return found
