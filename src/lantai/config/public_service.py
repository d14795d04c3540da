"""Settings of what citizens and harvesters meet: messages, identity, delivery online. From the environment only."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from lantai.config import env
from lantai.config.harvesting import OAI

__all__ = [
    "BOOKINGS_OF_ALL",
    "BOOKINGS_OF_ONE",
    "DEFAULT_FROM_EMAIL",
    "DELIVERY_DAYS",
    "DELIVERY_FETCHES",
    "EMAIL_BACKEND",
    "EMAIL_FILE_PATH",
    "EMAIL_HOST",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_HOST_USER",
    "EMAIL_PORT",
    "EMAIL_TIMEOUT",
    "EMAIL_USE_SSL",
    "EMAIL_USE_TLS",
    "IDENTITY_CODES",
    "IDENTITY_CODES_OF_ALL",
    "IDENTITY_LOGINS",
    "IDENTITY_TRIES",
    "KIOSK_SECONDS",
    "NOTICE_MAIL",
    "NOTICE_SMS",
    "OAI",
    "OIDC",
]
_MAIL = env.text(
    "LANTAI_MAIL",
    "",
    help="Server e-mail is sent by: smtp://user:password@host:587 (STARTTLS), smtps://…:465, smtp-plain://host:25; or"
    " file:/folder or console: for trying out; empty: none is sent.",
)
NOTICE_MAIL = bool(_MAIL)
DEFAULT_FROM_EMAIL = env.text("LANTAI_MAIL_FROM", "archive@localhost", help="Address e-mail is sent from.")
NOTICE_SMS = env.text(
    "LANTAI_SMS",
    "",
    help="How text messages are sent: console, file:/path (one JSON line each), or the dotted path of a class of the"
    " archive's own; empty: none is sent. See docs/running/messages.md.",
)
IDENTITY_CODES = env.integer(
    "LANTAI_IDENTITY_CODES", 3, help="One-time codes a case may ask for in an hour; a sender has twice as many."
)
IDENTITY_CODES_OF_ALL = env.integer("LANTAI_IDENTITY_CODES_OF_ALL", 500, help="One-time codes sent in a day.")
IDENTITY_TRIES = env.integer("LANTAI_IDENTITY_TRIES", 5, help="Wrong tries after which a one-time code is of no use.")
IDENTITY_LOGINS = env.integer(
    "LANTAI_IDENTITY_LOGINS", 10, help="Government logins that may be begun for a case in an hour."
)
_ISSUER = env.text(
    "LANTAI_OIDC_ISSUER",
    "",
    help="Government login by OpenID Connect: the address of its server, as it calls itself; empty: there is none. See"
    " docs/running/login.md.",
)
if _ISSUER and not re.match(r"https://|http://(127\.0\.0\.1|localhost|\[::1\])[:/]", _ISSUER):
    raise env.WrongValue("LANTAI_OIDC_ISSUER", _ISSUER, "an address with https:// is expected")
OIDC: dict[str, Any] = {
    "ISSUER": _ISSUER,
    "CLIENT": env.text("LANTAI_OIDC_CLIENT", "", help="Identifier the login's server knows this archive by."),
    "SECRET": env.text(
        "LANTAI_OIDC_SECRET", "", help="Secret shared with the login's server; LANTAI_OIDC_SECRET_FILE names its file."
    ),
    "SCOPES": env.text("LANTAI_OIDC_SCOPES", "openid profile", help="Scopes the login is asked for."),
    "NAME_CLAIM": env.text(
        "LANTAI_OIDC_NAME_CLAIM",
        "name",
        help="Claim with the person's name: it must be the applicant's.",
    ),
    "DOCUMENT_CLAIM": env.text(
        "LANTAI_OIDC_DOCUMENT_CLAIM",
        "",
        help="Claim with the number of the document: its last four characters are those of the application.",
    ),
    "LEVELS": dict(
        each.rpartition("=")[::2]
        for each in env.words(
            "LANTAI_OIDC_LEVELS",
            "",
            help="Which level of ours each acr of the login reaches, such as loa3=seen,loa2=reviewed; empty: reviewed.",
        )
    ),
}
if _ISSUER and not OIDC["CLIENT"]:
    raise env.WrongValue("LANTAI_OIDC_CLIENT", "", "the identifier that the login's server knows this archive by")
DELIVERY_DAYS = env.integer(
    "LANTAI_DELIVERY_DAYS", 30, help="Days for which a certified copy that was delivered online can be fetched."
)
DELIVERY_FETCHES = env.integer(
    "LANTAI_DELIVERY_FETCHES", 20, help="Times the certified copies of a case may be fetched in a day."
)
BOOKINGS_OF_ONE = env.integer("LANTAI_BOOKINGS_OF_ONE", 3, help="Seats of the reading room a sender may book in a day.")
BOOKINGS_OF_ALL = env.integer("LANTAI_BOOKINGS_OF_ALL", 100, help="Seats of the reading room booked in a day.")
KIOSK_SECONDS = env.integer(
    "LANTAI_KIOSK_SECONDS", 90, help="Seconds without a touch after which a terminal in kiosk mode begins anew."
)
_PORTS = {"smtp": 587, "smtps": 465, "smtp-plain": 25}
_parts = urlsplit(_MAIL)
_BACKENDS = {"file": "filebased", "console": "console"}
if _MAIL and _parts.scheme not in {*_PORTS, *_BACKENDS}:
    raise env.WrongValue("LANTAI_MAIL", _parts.scheme, "smtp, smtps, smtp-plain, file or console is expected")
EMAIL_BACKEND = f"django.core.mail.backends.{_BACKENDS.get(_parts.scheme, 'smtp')}.EmailBackend"
EMAIL_FILE_PATH = _parts.path or None
EMAIL_HOST, EMAIL_PORT = _parts.hostname or "localhost", _parts.port or _PORTS.get(_parts.scheme, 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_parts.username or ""), unquote(_parts.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _parts.scheme == "smtp", _parts.scheme == "smtps"
EMAIL_TIMEOUT = 20
