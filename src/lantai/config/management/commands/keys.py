"""`keys make`, `keys list`, `keys certify`: the keys with which the archive signs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.command import Verb
from lantai.engines.signatures.actions import make_key
from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.store import Holder, KeyFile, Purpose, key_files
from lantai.services.certificates.keyring import prepare_keys


class Command(Verb):
    help = (
        "Make and list the keys with which the archive signs. A new key never replaces an old one; `certify` makes all "
        "that certificates need."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["list", "make", "certify"], help="what to do")
        parser.add_argument("--purpose", choices=[str(each) for each in Purpose], help="what the key is to sign")
        parser.add_argument(
            "--kind", choices=[str(each) for each in KeyKind], default="sm2", help="which kind of key to make"
        )
        parser.add_argument("--holder", default="", help="name in its certificate (default: the archive's name)")

    def run(self, options: dict[str, Any]) -> int:
        if options["what"] == "make":
            return self._make(options)
        if options["what"] == "certify":
            prepare_keys()
        return self._show(key_files(settings.KEYS_FOLDER), as_json=options["json"])

    def _make(self, options: dict[str, Any]) -> int:
        if not options["purpose"]:
            self.stderr.write(f"--purpose is needed: {', '.join(Purpose)}")
            return 2
        name = options["holder"] or settings.SITE_NAME
        key = make_key(
            actor=OPERATOR,
            folder=settings.KEYS_FOLDER,
            purpose=Purpose(options["purpose"]),
            kind=KeyKind(options["kind"]),
            holder=Holder(name, name, timezone.now().replace(microsecond=0)),
            password=settings.KEYS_PASSWORD,
        )
        return self._show([key], as_json=options["json"])

    def _show(self, keys: list[KeyFile], *, as_json: bool) -> int:
        rows = [_row(key) for key in keys]
        if as_json:
            self.print_json({"keys": rows})
        elif not rows:
            self.stderr.write(f"There are no keys yet. Type: bin/lantai keys make --purpose {'|'.join(Purpose)}")
        for row in [] if as_json else rows:
            locked = "encrypted" if row["encrypted"] else "not encrypted"
            self.stdout.write(f"{row['name']}  {row['fingerprint']}  {row['made'][:10]}  {locked}  {row['holder']}")
        return 0 if rows else 1


def _row(key: KeyFile) -> dict[str, Any]:
    certificate = key.certificate()
    return {
        "name": key.name,
        "purpose": str(key.purpose),
        "kind": str(key.kind),
        "fingerprint": key.public().fingerprint,
        "made": key.made_at.isoformat(timespec="seconds"),
        "encrypted": key.is_encrypted,
        "holder": certificate.title if certificate else "",
        "valid_until": certificate.valid_until.isoformat() if certificate else "",
        "path": str(key.path),
    }
