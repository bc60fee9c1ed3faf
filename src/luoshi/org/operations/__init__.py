"""Every write of the organisation: one verb each, keyword-only, rows and events in one transaction.

All raise `Refused` with every reason at once and change nothing then. `on` is the civil date from which the change
holds; `at` the moment it is entered; a date earlier than today is told as 补录 by its own payload.
"""

from luoshi.org.operations.accounts import (
    change_own_password,
    close_account,
    open_account,
    set_password,
    unlock_account,
)
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

__all__ = [
    "PostSpec",
    "StaffSpec",
    "Staffed",
    "UnitSpec",
    "abolish_post",
    "add_alias",
    "appoint",
    "bind_account",
    "change_own_password",
    "change_post",
    "close_account",
    "close_local_door",
    "correct_name",
    "dissolve_unit",
    "end_division",
    "end_stand_in",
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
    "move_unit",
    "name_stand_in",
    "open_account",
    "open_issuing_office",
    "open_local_door",
    "open_mobile",
    "register_person",
    "relieve",
    "rename_unit",
    "reopen_account",
    "set_password",
    "staff",
    "succeed",
    "unbind_account",
    "unlock_account",
]
