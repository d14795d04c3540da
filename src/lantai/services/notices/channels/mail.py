"""E-mail by the mail backend of the settings."""

from __future__ import annotations

import re
import smtplib

from django.core.mail import EmailMessage

from lantai.services.notices.channels.protocol import AddressRefused, ChannelUnavailable, Letter

_ADDRESS = re.compile(r"[^@\s\"<>,;:()\\]{1,64}@[A-Za-z0-9.-]{1,255}")
FOR_GOOD = 500
"""SMTP (RFC 5321 4.2.1): replies from here on are not worth another try."""


class MailChannel:
    """`settings.EMAIL_BACKEND` and what belongs to it."""

    def send(self, letter: Letter) -> None:
        if not _ADDRESS.fullmatch(letter.to):
            raise AddressRefused("no address of e-mail")
        try:
            EmailMessage(" ".join(letter.subject.split()), letter.text, to=[letter.to]).send()
        except smtplib.SMTPRecipientsRefused as problem:
            code = max((said[0] for said in problem.recipients.values()), default=FOR_GOOD)
            raise _of(code) from None
        except smtplib.SMTPResponseException as problem:
            raise _of(problem.smtp_code) from None
        except (smtplib.SMTPException, OSError) as problem:
            raise ChannelUnavailable(type(problem).__name__) from None


def _of(code: int) -> Exception:
    return AddressRefused(f"SMTP {code}") if code >= FOR_GOOD else ChannelUnavailable(f"SMTP {code}")
