"""Pages as readers and staff meet them: p50, p95 and the worst of a running server's answers, in milliseconds.

    python -m bench.pages --home HOME [--rounds N] [--staff] [--only WORD …]     a home made by bench.big_archive
    python -m bench.pages http://127.0.0.1:8000 [--rounds N]                     a server with the demonstration archive

With `--home` the server is started on a free loopback port and stopped at the end. Times are taken at the client, from
the request to the last byte of the answer. Everything is asked without cookies, as an anonymous reader; with `--staff`
by the archivist of one archive, who signs in first.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

Visit = Callable[[str], str]
"""Asks for an address and gives the body; how long it took is kept."""

WARM = 1


class Reader:
    """One connection with its cookies; every answer's time goes to the group that is being measured."""

    def __init__(self, server: str) -> None:
        parts = urlsplit(server)
        self._connection = HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=60)
        self._cookies: dict[str, str] = {}
        self.times: list[tuple[float, str]] = []

    def __call__(self, address: str) -> str:
        """The body. Anything but 200 stops the measurement."""
        began = time.perf_counter()
        status, body = self._ask("GET", address)
        self.times.append(((time.perf_counter() - began) * 1000, address))
        if status != 200:
            sys.exit(f"{address} answered {status}")
        return body

    def sign_in(self, username: str, password: str) -> None:
        """As a person does: the form, then name and password."""
        _, form = self._ask("GET", "/sign-in")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        given = {"username": username, "password": password, "csrfmiddlewaretoken": token[1] if token else ""}
        status, _ = self._ask("POST", "/sign-in", urlencode(given))
        if status != 302:
            sys.exit(f"signing in answered {status}")

    def _ask(self, method: str, address: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, address, body, headers)
        response = self._connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self._cookies[name] = value
        return response.status, text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("server", nargs="?", default="")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--staff", action="store_true")
    parser.add_argument("--only", nargs="*", default=[], help="groups whose names contain one of these")
    parser.add_argument("--slowest", action="store_true", help="also the slowest address of each group")
    options = parser.parse_args()
    if bool(options.server) == bool(options.home):
        parser.error("give either the address of a server or --home")
    if options.server:
        return measured(options, options.server, staff=False)
    from bench.big_archive import begin

    begin(options.home)
    with served(options.home) as server:
        return measured(options, server, staff=options.staff)


def measured(options: argparse.Namespace, server: str, *, staff: bool) -> int:
    """A line for each group. One round before the first that counts fills the caches of the disk."""
    from bench.page_groups import demonstration_groups, reader_groups, staff_groups

    groups = (staff_groups() if staff else reader_groups()) if options.home else demonstration_groups()
    reader = Reader(server)
    if staff:
        from bench.big_archive import PASSWORD, STAFF

        reader.sign_in(STAFF, PASSWORD)
    worst = 0.0
    for name, visit in groups.items():
        if options.only and not any(word in name for word in options.only):
            continue
        for number in range(WARM + options.rounds):
            if number == WARM:
                reader.times.clear()
            visit(reader)
        timed = sorted(reader.times)
        p50, p95 = timed[len(timed) // 2][0], timed[int(len(timed) * 0.95)][0]
        worst = max(worst, p95)
        slowest = f"   {timed[-1][1]}" if options.slowest else ""
        print(
            f"{name:<34} {len(timed):>5} answers: p50 {p50:7.1f}  p95 {p95:7.1f}  worst {timed[-1][0]:7.1f}{slowest}",
            flush=True,
        )
    print(f"{'the slowest p95':<34} {worst:.1f} ms")
    return 0


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The whole program on this home, on a free loopback port, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    checkout = Path(__file__).resolve().parents[1]
    environment = {**os.environ, "LANTAI_HOME": str(home.resolve()), "PYTHONPATH": f"{checkout / 'src'}:{checkout}"}
    command = [sys.executable, "-m", "lantai", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            sys.exit(f"the server ended with {process.returncode}")
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    sys.exit("the server is not ready after a minute")


if __name__ == "__main__":
    sys.exit(main())
