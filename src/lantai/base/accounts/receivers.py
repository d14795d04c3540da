"""What happens when somebody signs in: the session begins to count its rest from here. Every verb loads this."""

from __future__ import annotations

import time
from typing import Any

SEEN = "seen"


def note_seen(sender: object, request: Any, **_more: Any) -> None:
    """The time goes into the session, which the middleware ends when it has rested too long."""
    if hasattr(request, "session"):
        request.session[SEEN] = int(time.time())
