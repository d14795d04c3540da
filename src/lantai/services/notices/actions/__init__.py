"""The acts of the outbox, and what acts of others lay into it."""

from lantai.services.notices.actions.posting import Recipient, forget_notices, post
from lantai.services.notices.actions.sending import STALE, WAITS, NothingToSend, retry_notice, send_notice

__all__ = ["STALE", "WAITS", "NothingToSend", "Recipient", "forget_notices", "post", "retry_notice", "send_notice"]
