"""What accounts do when Django says that somebody signed in."""

from __future__ import annotations

import time
from typing import Any

from lantai.base.accounts.middleware import SEEN


def note_seen(sender: object, request: Any, **_more: Any) -> None:
    """The session begins to count from here."""
    if hasattr(request, "session"):
        request.session[SEEN] = int(time.time())
