"""The child's side of a reader pool: limits first, then calls one after another until the parent is gone."""

from __future__ import annotations

import ctypes
import gc
import importlib
import os
import pickle
import resource
import signal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
WARM_UP = ("lantai.engines.formats.ahead",)
LOADED_FIRST = "lantai.engines.formats.identify.load_signatures"
"""Takes longer than many a file, and is done while the caller still looks what there is to read."""
READ_AHEAD = "lantai.engines.formats.ahead.read_ahead"
_OVER = object()


def main(descriptor: int, parent: int, memory: int, folder: str = "") -> None:
    """Serve calls arriving on a socket until it closes. Never returns to the caller's code with the limits off.

    Small files of `folder` are read while nobody calls.
    """
    _bind_to_parent(parent)
    _limit(memory)
    gc.disable()  # while what stays is loaded
    _configure()
    connection: Connection[Any, Any] = Connection(descriptor)
    for name in WARM_UP:
        importlib.import_module(name)
    _function(LOADED_FIRST)()
    gc.freeze()
    gc.enable()
    connection.send_bytes(pickle.dumps(("ready", None)))
    steps = _function(READ_AHEAD)(Path(folder)) if folder else iter(())
    try:
        while True:
            if connection.poll(0) or next(steps, _OVER) is _OVER:
                _serve(connection)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        os._exit(0)


def _bind_to_parent(parent: int) -> None:
    """Die with the parent, whatever kills it; if it is gone already, at once."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _limit(memory: int) -> None:
    """RLIMIT_DATA counts what is really written to, unlike RLIMIT_AS, under which Go and OpenVINO could not start."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _configure() -> None:
    """Finding codes are declared with gettext, which asks for settings; a reader needs none and sees no secrets."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)


def _serve(connection: Connection[Any, Any]) -> None:
    name, arguments, keywords = pickle.loads(connection.recv_bytes())  # noqa: S301 - from the parent, our own code
    try:
        answer = ("done", _function(name)(*arguments, **keywords))
        message = pickle.dumps(answer)
    except MemoryError:
        message = pickle.dumps(("memory", None))
    except Exception as error:  # noqa: BLE001 - the edge of the process: the parent tells and logs it
        message = pickle.dumps(("raised", _described(error)))
    connection.send_bytes(message)


def _described(error: Exception) -> tuple[str, str, dict[str, Any]]:
    """Finding code (empty for what nobody foresaw), what happened, parameters."""
    code = getattr(error, "code", "")
    params = getattr(error, "params", {})
    told = f"{type(error).__name__}: {error}"[:500]
    return (code if isinstance(code, str) else ""), told, params if isinstance(params, dict) else {}


def _function(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)
