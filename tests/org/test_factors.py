"""Second factors: codes that count once, recovery codes, one lock for all, two administrators for a reset."""

from datetime import datetime, timedelta

import pyotp
import pytest
from django.contrib.auth import authenticate
from tests.cast import Cast

from luoshi.org import factors, operations, policy, queries
from luoshi.org.models import Account, CodeDevice, RecoveryCode
from luoshi.record import queries as record
from luoshi.record.models import PrivateValue, RecordKey
from luoshi.record.refusals import Refused
from luoshi.record.verification import verify

PASSWORD = "Liushu-2026"
STEP = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def quick_hash(settings: object) -> None:
    """Argon2 has its own cases in test_sign_in.py."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


def open_account(county: Cast, at: datetime, who: str) -> int:
    actor, person = county.actor("administrator", at), county.person(who)
    return operations.open_account(actor=actor, at=at, person_id=person, login=who, password=PASSWORD)


@pytest.fixture
def chen(county: Cast, at: datetime) -> int:
    """The account of the education bureau's liaison."""
    return open_account(county, at, "lead")


@pytest.fixture
def secret(chen: int, at: datetime) -> str:
    """Her phone, set up with the code of `at`."""
    device = operations.begin_code_device(at=at, account_id=chen)
    _device, secret = queries.pending_code(chen) or (0, "")
    operations.confirm_code_device(at=at, account_id=chen, device_id=device, code=pyotp.TOTP(secret).at(at))
    return secret


def _codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def _answer(account_id: int, code: str, at: datetime) -> bool:
    return operations.answer_code(at=at, account_id=account_id, code=code)


def _log() -> list[str]:
    return [one.type for one in record.events_after(0, 10_000) if one.stream.startswith("access:")]


def test_a_code_opens_once_and_an_older_one_never_again(chen: int, secret: str, at: datetime) -> None:
    totp, later = pyotp.TOTP(secret), at + 10 * STEP
    assert not _answer(chen, totp.at(at), at), "the code that confirmed the phone is spent"
    assert _answer(chen, totp.at(later), later)
    assert not _answer(chen, totp.at(later), later)
    assert not _answer(chen, totp.at(later - STEP), later), "one from before the last is no better"
    assert _answer(chen, totp.at(later + STEP), later + STEP)
    assert verify().is_whole


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_phones_clock_may_be_half_a_minute_off(
    chen: int, secret: str, at: datetime, steps: int, opens: bool
) -> None:
    later = at + 10 * STEP
    assert _answer(chen, pyotp.TOTP(secret).at(later + steps * STEP), later) is opens


def test_an_unconfirmed_phone_asks_for_nothing_and_a_wrong_first_code_confirms_nothing(chen: int, at: datetime) -> None:
    device = operations.begin_code_device(at=at, account_id=chen)
    assert not queries.second_factors(chen).has_any
    with pytest.raises(Refused) as refused:
        operations.confirm_code_device(at=at, account_id=chen, device_id=device, code="000 000")
    assert _codes(refused) == ["factor.code_wrong"]
    assert not queries.second_factors(chen).has_any
    _id, secret = queries.pending_code(chen) or (0, "")
    spaced = f"{pyotp.TOTP(secret).at(at)[:3]} {pyotp.TOTP(secret).at(at)[3:]}"
    operations.confirm_code_device(at=at, account_id=chen, device_id=device, code=spaced)
    assert queries.second_factors(chen).code_since == at
    assert queries.pending_code(chen) is None, "a secret in use is shown to nobody any more"


def test_the_secret_lies_encrypted_and_never_in_the_log(chen: int, secret: str) -> None:
    kept = PrivateValue.objects.get(key__stream__startswith="code_device:")
    assert secret not in kept.ciphertext
    assert secret not in repr(record.events_after(0, 10_000))


def test_the_secret_is_destroyed_with_the_phone(chen: int, secret: str, at: datetime) -> None:
    operations.make_recovery_codes(at=at, account_id=chen)
    operations.remove_code_device(at=at, account_id=chen)
    assert RecordKey.objects.get(stream__startswith="code_device:").wrapped == ""
    assert not queries.second_factors(chen).has_any
    assert not RecoveryCode.objects.exists(), "alone they would be second passwords"
    assert not _answer(chen, pyotp.TOTP(secret).at(at + STEP), at + STEP)
    with pytest.raises(Refused):
        operations.remove_code_device(at=at, account_id=chen)
    assert verify().is_whole


def test_another_phone_succeeds_the_first_one(chen: int, secret: str, at: datetime) -> None:
    device = operations.begin_code_device(at=at, account_id=chen)
    later = at + 10 * STEP
    assert _answer(chen, pyotp.TOTP(secret).at(later), later), "until it is confirmed the old phone opens"
    _id, new = queries.pending_code(chen) or (0, "")
    operations.confirm_code_device(at=later, account_id=chen, device_id=device, code=pyotp.TOTP(new).at(later))
    later += 10 * STEP
    assert not _answer(chen, pyotp.TOTP(secret).at(later), later)
    assert _answer(chen, pyotp.TOTP(new).at(later), later)
    assert CodeDevice.objects.filter(removed_at=None).count() == 1


def test_wrong_codes_and_wrong_passwords_lock_together(chen: int, secret: str, at: datetime) -> None:
    right = pyotp.TOTP(secret).at(at + STEP)
    assert authenticate(None, login="lead", password="guess", at=at) is None
    for _ in range(policy.tries() - 1):
        assert authenticate(None, login="lead", password=PASSWORD, at=at), "a right password forgives nothing yet"
        assert not _answer(chen, "000000", at)
    assert queries.account(chen).locked_until == at + policy.locked_for()
    assert not _answer(chen, right, at + STEP)
    code = operations.make_recovery_codes(at=at, account_id=chen)[0]
    assert not operations.answer_recovery_code(at=at + STEP, account_id=chen, code=code)
    assert authenticate(None, login="lead", password=PASSWORD, at=at) is None
    later = at + policy.locked_for()
    assert _answer(chen, pyotp.TOTP(secret).at(later), later)
    assert operations.answer_recovery_code(at=later, account_id=chen, code=code), "a refused one was not spent"


def test_a_recovery_code_opens_once_however_it_is_typed(chen: int, secret: str, at: datetime) -> None:
    codes = operations.make_recovery_codes(at=at, account_id=chen)
    assert len(set(codes)) == 10
    assert all(code not in repr(list(RecoveryCode.objects.values_list("hash", flat=True))) for code in codes)
    assert operations.answer_recovery_code(at=at, account_id=chen, code=codes[3].lower().replace("-", " "))
    assert not operations.answer_recovery_code(at=at, account_id=chen, code=codes[3])
    assert queries.second_factors(chen).recovery_codes_left == 9
    operations.make_recovery_codes(at=at, account_id=chen)
    assert not operations.answer_recovery_code(at=at, account_id=chen, code=codes[4]), "the new ones void the old"
    assert not any(code in repr(record.events_after(0, 10_000)) for code in codes)
    assert verify().is_whole


def test_anothers_codes_are_worth_nothing(chen: int, secret: str, county: Cast, at: datetime) -> None:
    zhao = open_account(county, at, "co")
    mine = operations.make_recovery_codes(at=at, account_id=chen)[0]
    later = at + STEP
    assert not _answer(zhao, pyotp.TOTP(secret).at(later), later)
    assert not operations.answer_recovery_code(at=later, account_id=zhao, code=mine)
    with pytest.raises(Refused):
        operations.make_recovery_codes(at=at, account_id=zhao)
    with pytest.raises(Refused):
        operations.confirm_code_device(at=at, account_id=zhao, device_id=CodeDevice.objects.get().id, code="000000")
    assert _answer(chen, pyotp.TOTP(secret).at(later), later)


def test_a_password_alone_is_told_as_half_the_way(chen: int, secret: str, at: datetime) -> None:
    before = len(_log())
    for _ in range(3):
        assert authenticate(None, login="lead", password=PASSWORD, at=at, address="10.1.2.3")
    assert _log()[before:] == ["access.first_step"], "once an hour: a stolen password is no way to fill the log"
    later = at + 10 * STEP
    _answer(chen, pyotp.TOTP(secret).at(later), later)
    assert _log()[-1] == "access.signed_in"


def test_where_factors_are_off_none_is_set_up_but_one_there_is_still_asked_for(
    chen: int, secret: str, county: Cast, at: datetime, settings: object
) -> None:
    settings.LUOSHI_TWO_FACTOR = "off"  # type: ignore[attr-defined]
    assert queries.second_factors(chen).has_any
    with pytest.raises(Refused) as refused:
        operations.begin_code_device(at=at, account_id=open_account(county, at, "co"))
    assert _codes(refused) == ["factor.not_offered"]


@pytest.mark.parametrize(
    ("said", "who", "must"),
    [
        ("off", "auditor", False),
        ("offered", "system_admin", False),
        ("administrators", "system_admin", True),
        ("administrators", "security_admin", True),
        ("administrators", "auditor", True),
        ("administrators", "liaison", False),
        ("everyone", "liaison", True),
    ],
)
def test_the_setting_says_who_must_have_one(settings: object, said: str, who: str, must: bool) -> None:
    settings.LUOSHI_TWO_FACTOR = said  # type: ignore[attr-defined]
    assert policy.must_have_factor(who) is must


class TestReset:
    """A lost phone: two administrators, and never the one alone."""

    def _ask(self, county: Cast, who: str, at: datetime, account_id: int, reason: str = "手机丢失") -> int:
        return operations.ask_factor_reset(actor=county.actor(who, at), at=at, account_id=account_id, reason=reason)

    def _decide(self, county: Cast, who: str, at: datetime, reset: int, *, granted: bool = True) -> None:
        operations.decide_factor_reset(actor=county.actor(who, at), at=at, reset_id=reset, granted=granted)

    @pytest.mark.parametrize(("first", "second"), [("administrator", "security"), ("security", "administrator")])
    def test_one_asks_and_the_other_grants(
        self, county: Cast, chen: int, secret: str, at: datetime, first: str, second: str
    ) -> None:
        operations.make_recovery_codes(at=at, account_id=chen)
        reset = self._ask(county, first, at, chen)
        assert queries.second_factors(chen).has_any, "asking changes nothing"
        with pytest.raises(Refused) as refused:
            self._decide(county, first, at, reset)
        assert _codes(refused) == ["factor.needs_the_other"]
        self._decide(county, second, at, reset)
        found = queries.second_factors(chen)
        assert (found.has_any, found.recovery_codes_left) == (False, 0)
        assert _log()[-3:] == ["access.factor_reset_asked", "access.factor_reset_decided", "access.factors_reset"]
        with pytest.raises(Refused) as over:
            self._decide(county, second, at, reset)
        assert _codes(over) == ["factor.reset_over"]
        assert verify().is_whole

    def test_refused_everything_stays(self, county: Cast, chen: int, secret: str, at: datetime) -> None:
        reset = self._ask(county, "administrator", at, chen)
        with pytest.raises(Refused) as twice:
            self._ask(county, "security", at, chen)
        assert _codes(twice) == ["factor.asked_already"]
        self._decide(county, "security", at, reset, granted=False)
        assert queries.second_factors(chen).has_any
        assert self._ask(county, "administrator", at, chen)

    def test_after_a_week_nobody_grants_it_any_more(self, county: Cast, chen: int, secret: str, at: datetime) -> None:
        reset, later = self._ask(county, "administrator", at, chen), at + policy.RESET_LAPSES
        with pytest.raises(Refused) as refused:
            self._decide(county, "security", later, reset)
        assert _codes(refused) == ["factor.reset_over"]
        self._decide(county, "security", later, self._ask(county, "administrator", later, chen))
        assert not queries.second_factors(chen).has_any

    def test_nobody_asks_or_decides_for_herself(self, county: Cast, at: datetime) -> None:
        own = {who: open_account(county, at, who) for who in ("administrator", "security")}
        for account in own.values():
            device = operations.begin_code_device(at=at, account_id=account)
            _id, secret = queries.pending_code(account) or (0, "")
            operations.confirm_code_device(at=at, account_id=account, device_id=device, code=pyotp.TOTP(secret).at(at))
        with pytest.raises(Refused) as refused:
            self._ask(county, "administrator", at, own["administrator"])
        assert _codes(refused) == ["factor.not_for_oneself"]
        reset = self._ask(county, "administrator", at, own["security"])
        with pytest.raises(Refused) as decided:
            self._decide(county, "security", at, reset)
        assert _codes(decided) == ["factor.not_for_oneself"]

    def test_nobody_else_asks_decides_or_looks(self, county: Cast, chen: int, secret: str, at: datetime) -> None:
        reset = self._ask(county, "administrator", at, chen)
        for who in sorted(set(county.posts) - {"administrator", "security"}):
            with pytest.raises(Refused):
                self._ask(county, who, at, chen)
            with pytest.raises(Refused):
                self._decide(county, who, at, reset)
            with pytest.raises(Refused):
                queries.doors(county.actor(who, at))
            with pytest.raises(Refused):
                queries.factor_resets(county.actor(who, at), at)
        (line,) = queries.doors(county.actor("security", at))
        assert (line.account_id, line.has_code, line.has_passkey) == (chen, True, False)
        (waiting,) = queries.factor_resets(county.actor("security", at), at)
        assert (waiting.id, waiting.account_id, waiting.reason) == (reset, chen, "手机丢失")
        assert queries.factor_resets(county.actor("security", at), at + policy.RESET_LAPSES) == ()

    def test_without_a_reason_or_a_factor_there_is_nothing_to_ask(self, county: Cast, chen: int, at: datetime) -> None:
        with pytest.raises(Refused) as refused:
            self._ask(county, "administrator", at, chen, reason=" ")
        assert _codes(refused) == ["factor.reason_missing", "factor.none"]


def test_whoever_holds_the_machine_lets_an_administrator_in_again_and_nobody_else(
    county: Cast, chen: int, secret: str, at: datetime
) -> None:
    account = open_account(county, at, "administrator")
    device = operations.begin_code_device(at=at, account_id=account)
    _id, mine = queries.pending_code(account) or (0, "")
    operations.confirm_code_device(at=at, account_id=account, device_id=device, code=pyotp.TOTP(mine).at(at))
    for login, reason in (("lead", "手机丢失"), ("nobody", "手机丢失"), ("administrator", " ")):
        with pytest.raises(Refused):
            operations.rescue_administrator(at=at, login=login, reason=reason)
    assert queries.second_factors(account).has_any
    operations.rescue_administrator(at=at, login="administrator", reason="手机和恢复码都在火灾中损毁")
    assert not queries.second_factors(account).has_any
    assert queries.second_factors(chen).has_any
    assert _log()[-2:] == ["access.factors_rescued", "access.factors_reset"]
    assert verify().is_whole


def test_recovery_codes_have_no_letters_that_look_alike() -> None:
    code = factors.new_recovery_code()
    assert not set(code) & set("ILOU")
    salted = factors.hash_recovery_code("O0I1L-AAAAA", "salt")
    assert salted == factors.hash_recovery_code("00111 aaaaa", "salt")


def test_the_table_holds_one_phone_in_use(chen: int, secret: str) -> None:
    assert Account.objects.get(pk=chen).code_devices.filter(confirmed_at__isnull=False).count() == 1
