"""`user add NAME --role R`, `user reset_second_factor NAME`: accounts from the shell."""

from __future__ import annotations

import getpass
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.actions import add_user, grant_role, reset_second_factor
from lantai.base.accounts.models import Institution
from lantai.base.accounts.passwords import made_password
from lantai.base.accounts.queries import institution_named, user_named
from lantai.base.common.command import Verb
from lantai.base.common.errors import ArchiveError


class PasswordMissing(ArchiveError):
    code = "accounts.password_missing"
    message = gettext_noop("No password was given, and nobody is here to be asked for one.")
    hint = gettext_noop("Type the command in a terminal, or let it make a password: --generate.")
    http_status = 422
    exit_code = 2


class Command(Verb):
    help = (
        "Add an account with a role (the password is asked for, or made and printed once with --generate), or forget "
        "the second factor of an account whose telephone is lost."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["add", "reset_second_factor"], help="what to do")
        parser.add_argument("name", help="user name to sign in with")
        parser.add_argument("--role", choices=[role.value for role in Role], help="role in the institution")
        parser.add_argument(
            "--institution", default="", metavar="CODE", help="institution (default: the first archive)"
        )
        parser.add_argument("--display-name", default="", help="name as it is shown and printed")
        parser.add_argument("--generate", action="store_true", help="make a password and print it once")

    def run(self, options: dict[str, Any]) -> None:
        if options["what"] == "add":
            self._add(options)
            return
        user = reset_second_factor(actor=OPERATOR, user=user_named(options["name"]))
        shown = {"user": user.username, "second_factor": "none"}
        self._show(shown, options)

    def _add(self, options: dict[str, Any]) -> None:
        institution = _institution(options["institution"]) if options["role"] else None
        password = made_password() if options["generate"] else asked()
        user = add_user(
            actor=OPERATOR, username=options["name"], password=password, display_name=options["display_name"]
        )
        if institution is not None:
            grant_role(actor=OPERATOR, user=user, institution=institution, role=Role(options["role"]))
        shown = {"user": user.username, "role": options["role"] or "", "password": password}
        if not options["generate"]:
            del shown["password"]
        self._show(shown, options)

    def _show(self, shown: dict[str, str], options: dict[str, Any]) -> None:
        if options["json"]:
            self.print_json(shown)
        else:
            self.stdout.write("  ".join(f"{name}: {value}" for name, value in shown.items() if value))


def asked() -> str:
    """A password typed at the terminal. Raises `PasswordMissing` where there is none."""
    try:
        return getpass.getpass()
    except EOFError as error:
        raise PasswordMissing from error


def _institution(code: str) -> Institution:
    """The one named; without a code the first there is. Raises `InstitutionUnknown`."""
    first = None if code else Institution.objects.order_by("pk").first()
    return first or institution_named(code)
