"""Tables of the organisation: places and units as a dated tree, posts and persons, accounts.

Dates are civil dates in Asia/Shanghai; every span is half open, `[valid_from, valid_to)`, and open-ended while
`valid_to` is empty. No row is ever rewritten to say something else about the past: a change closes one span and
opens the next, so any past day can be told.
"""

from luoshi.org.models.accounts import Account, Binding
from luoshi.org.models.factors import CodeDevice, FactorReset, OldPassword, Passkey, RecoveryCode
from luoshi.org.models.people import Division, Person, Post, StandIn, Tenure
from luoshi.org.models.places import Area, BodyMember, IssuingOffice, TemporaryBody, Unit, UnitAlias, UnitVersion
from luoshi.org.models.sittings import Sitting, TryCount

__all__ = [
    "Account",
    "Area",
    "Binding",
    "BodyMember",
    "CodeDevice",
    "Division",
    "FactorReset",
    "IssuingOffice",
    "OldPassword",
    "Passkey",
    "Person",
    "Post",
    "RecoveryCode",
    "Sitting",
    "StandIn",
    "TemporaryBody",
    "Tenure",
    "TryCount",
    "Unit",
    "UnitAlias",
    "UnitVersion",
]
