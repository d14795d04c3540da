"""The acts on accounts: institutions, people, their roles and passwords, keys of programs. Each is one transaction."""

from lantai.base.accounts.actions.authority import NotOneself
from lantai.base.accounts.actions.contacts import keep_contact
from lantai.base.accounts.actions.passwords import (
    PasswordUsedBefore,
    PasswordWeak,
    PasswordWrong,
    change_password,
    reset_password,
)
from lantai.base.accounts.actions.people import (
    AccountIsSo,
    NameTaken,
    activate_user,
    add_user,
    disable_user,
    found_institution,
    propose_user,
)
from lantai.base.accounts.actions.roles import RoleNotHeld, RolesExclude, grant_role, revoke_role
from lantai.base.accounts.actions.second_factor import (
    CodeWrong,
    FactorIsEnrolled,
    FactorMissing,
    enrol_second_factor,
    renew_recovery_codes,
    reset_second_factor,
    take_code,
)
from lantai.base.accounts.actions.signing_in import note_refused_sign_in, note_sign_in, unlock_sign_in
from lantai.base.accounts.actions.tokens import TokenTooLong, issue_token, revoke_token

__all__ = [
    "AccountIsSo",
    "CodeWrong",
    "FactorIsEnrolled",
    "FactorMissing",
    "NameTaken",
    "NotOneself",
    "PasswordUsedBefore",
    "PasswordWeak",
    "PasswordWrong",
    "RoleNotHeld",
    "RolesExclude",
    "TokenTooLong",
    "activate_user",
    "add_user",
    "change_password",
    "disable_user",
    "enrol_second_factor",
    "found_institution",
    "grant_role",
    "issue_token",
    "keep_contact",
    "note_refused_sign_in",
    "note_sign_in",
    "propose_user",
    "renew_recovery_codes",
    "reset_password",
    "reset_second_factor",
    "revoke_role",
    "revoke_token",
    "take_code",
    "unlock_sign_in",
]
