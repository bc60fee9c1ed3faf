"""Every write of the organisation: one verb each, keyword-only, rows and events in one transaction.

All raise `Refused` with every reason at once and change nothing then. `on` is the civil date from which the change
holds; `at` the moment it is entered; a date earlier than today is told as 补录 by its own payload.
"""

from luoshi.org.factors import code_address
from luoshi.org.operations.accounts import close_account, open_account, unlock_account
from luoshi.org.operations.bindings import (
    bind_account,
    close_local_door,
    open_local_door,
    reopen_account,
    unbind_account,
)
from luoshi.org.operations.bodies import found_body, join_body, leave_body
from luoshi.org.operations.divisions import (
    end_division,
    end_stand_in,
    give_division,
    give_divisions,
    name_stand_in,
)
from luoshi.org.operations.exports import tell_export
from luoshi.org.operations.expunging import answer_expunging, propose_expunging
from luoshi.org.operations.factors import (
    answer_code,
    answer_recovery_code,
    begin_code_device,
    confirm_code_device,
    make_recovery_codes,
    remove_code_device,
)
from luoshi.org.operations.passkeys import (
    Place,
    answer_passkey,
    new_challenge,
    new_handle,
    offer_registration,
    offer_sign_in,
    register_passkey,
    remove_passkey,
)
from luoshi.org.operations.passwords import change_own_password, made_password, set_password
from luoshi.org.operations.persons import correct_name, keep_mobile, open_mobile, register_person
from luoshi.org.operations.places import (
    UnitSpec,
    add_alias,
    dissolve_unit,
    found_area,
    found_unit,
    found_units,
    move_unit,
    open_issuing_office,
    rename_unit,
    write_duties,
)
from luoshi.org.operations.resets import ask_factor_reset, decide_factor_reset, rescue_administrator, rescue_password
from luoshi.org.operations.sittings import (
    end_earlier_sittings,
    end_own_sittings,
    end_sittings,
    forget_sittings,
)
from luoshi.org.operations.staffing import (
    PostSpec,
    Staffed,
    StaffSpec,
    abolish_post,
    appoint,
    change_post,
    found_post,
    found_posts,
    relieve,
    staff,
    succeed,
)
from luoshi.org.tries import tell as tell_tries

__all__ = [
    "Place",
    "PostSpec",
    "StaffSpec",
    "Staffed",
    "UnitSpec",
    "abolish_post",
    "add_alias",
    "answer_code",
    "answer_expunging",
    "answer_passkey",
    "answer_recovery_code",
    "appoint",
    "ask_factor_reset",
    "begin_code_device",
    "bind_account",
    "change_own_password",
    "change_post",
    "close_account",
    "close_local_door",
    "code_address",
    "confirm_code_device",
    "correct_name",
    "decide_factor_reset",
    "dissolve_unit",
    "end_division",
    "end_earlier_sittings",
    "end_own_sittings",
    "end_sittings",
    "end_stand_in",
    "forget_sittings",
    "found_area",
    "found_body",
    "found_post",
    "found_posts",
    "found_unit",
    "found_units",
    "give_division",
    "give_divisions",
    "join_body",
    "keep_mobile",
    "leave_body",
    "made_password",
    "make_recovery_codes",
    "move_unit",
    "name_stand_in",
    "new_challenge",
    "new_handle",
    "offer_registration",
    "offer_sign_in",
    "open_account",
    "open_issuing_office",
    "open_local_door",
    "open_mobile",
    "propose_expunging",
    "register_passkey",
    "register_person",
    "relieve",
    "remove_code_device",
    "remove_passkey",
    "rename_unit",
    "reopen_account",
    "rescue_administrator",
    "rescue_password",
    "set_password",
    "staff",
    "succeed",
    "tell_export",
    "tell_tries",
    "unbind_account",
    "unlock_account",
    "write_duties",
]
