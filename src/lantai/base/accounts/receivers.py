"""What happens when somebody signs in: the session begins to count its rest from here. Every verb loads this."""

from __future__ import annotations

import time
from typing import Any

SEEN = "seen"


def note_seen(sender: object, **signed_in: Any) -> None:
    """The time goes into the session, which the middleware ends when it has rested too long."""
    session = getattr(signed_in["request"], "session", None)
    if session is not None:
        session[SEEN] = int(time.time())
