"""The door of every staff page: signed in, and holding the right the page names."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth.views import redirect_to_login

from lantai.base.accounts.access import Right, require
from lantai.base.accounts.middleware import ReadingRequest

P = ParamSpec("P")
R = TypeVar("R")


def staff_page(
    right: Right | None = None,
) -> Callable[[Callable[Concatenate[ReadingRequest, P], R]], Callable[Concatenate[ReadingRequest, P], R]]:
    """Strangers are sent to sign in; people without the right get `NotAllowed`, before anything is looked up."""

    def wrap(view: Callable[Concatenate[ReadingRequest, P], R]) -> Callable[Concatenate[ReadingRequest, P], R]:
        @wraps(view)
        def guarded(request: ReadingRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())  # type: ignore[return-value]
            if right is not None:
                require(request.actor, right)
            return view(request, *args, **kwargs)

        return guarded

    return wrap
