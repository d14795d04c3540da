"""`token add USER`, `token list`, `token revoke TOKEN`: keys for programs that use the API in a user's name."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.actions import issue_token, revoke_token
from lantai.base.accounts.models import ApiToken
from lantai.base.accounts.queries import token_numbered, user_named
from lantai.base.common.command import Verb


class Command(Verb):
    help = "Keys for programs: add one for a user (it is printed once and kept nowhere), list them, revoke one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["add", "list", "revoke"], help="what to do")
        parser.add_argument(
            "which", nargs="?", default="", metavar="USER|TOKEN", help="the user to add for; the token to revoke"
        )
        parser.add_argument(
            "--days", type=int, default=None, help="how many days it lives (default and most: LANTAI_TOKEN_DAYS)"
        )
        parser.add_argument("--name", default="", help="what the key is for, as the list shows it")

    def run(self, options: dict[str, Any]) -> None:
        if options["what"] == "list":
            self.show({"tokens": [_row(token) for token in ApiToken.objects.select_related("user")]}, options)
        elif options["what"] == "add":
            user = user_named(options["which"])
            token, key = issue_token(actor=OPERATOR, user=user, name=options["name"], days=options["days"])
            self.show({**_row(token), "key": key}, options)
        else:
            self.show(_row(revoke_token(actor=OPERATOR, token=token_numbered(options["which"]))), options)

    def show(self, value: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.print_json(value)
            return
        for row in value.get("tokens", [value]):
            self.stdout.write("  ".join(f"{name}: {text}" for name, text in row.items() if text))


def _row(token: ApiToken) -> dict[str, str]:
    return {
        "token": token.ulid,
        "user": token.user.username,
        "name": token.name,
        "made": f"{token.made_at:%Y-%m-%d}",
        "expires": timezone.localdate(token.expires_at).isoformat(),
        "expired": "yes" if token.expires_at <= timezone.now() else "",
        "used": token.used_on.isoformat() if token.used_on else "",
        "revoked": f"{token.revoked_at:%Y-%m-%d}" if token.revoked_at else "",
    }
