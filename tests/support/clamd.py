"""A real clamd with two signatures of our own, for whoever asks a scanner: EICAR's, and a word wherever it is."""

from __future__ import annotations

import hashlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
WORD = "兰台测试病毒".encode()
_CLAMD = shutil.which("clamd") or shutil.which("/usr/sbin/clamd")


@contextmanager
def running_clamd(folder: Path) -> Iterator[str]:
    """Gives the path of its socket; takes files of at most a megabyte. Skips where there is no clamd."""
    if _CLAMD is None:
        pytest.skip("clamd is not installed (apt-get install clamav-daemon)")
    (folder / "db").mkdir()
    digest = hashlib.sha256(EICAR).hexdigest()
    (folder / "db" / "own.hsb").write_text(f"{digest}:{len(EICAR)}:Lantai.Test.Eicar\n", encoding="ascii")
    (folder / "db" / "own.ndb").write_text(f"Lantai.Test.Word:0:*:{WORD.hex()}\n", encoding="ascii")
    address = str(folder / "socket")
    settings = {"LocalSocket": address, "DatabaseDirectory": folder / "db", "Foreground": "yes"}
    settings |= {"StreamMaxLength": "1M", "LogFile": folder / "log", "OfficialDatabaseOnly": "no"}
    (folder / "conf").write_text("".join(f"{k} {v}\n" for k, v in settings.items()), encoding="utf-8")
    process = subprocess.Popen([_CLAMD, "-c", str(folder / "conf")], stdout=subprocess.DEVNULL)
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(address: str, process: subprocess.Popen) -> None:
    for _ in range(600):
        if process.poll() is not None:
            pytest.skip(f"clamd does not start here: it ended with {process.returncode}")
        if Path(address).exists():
            with socket.socket(socket.AF_UNIX) as line:
                if line.connect_ex(address) == 0:
                    return
        time.sleep(0.1)
    pytest.skip("clamd does not answer within a minute")
