"""Pages as readers and staff meet them: p50, p95 and the worst of a running server's answers, in milliseconds.

    python -m bench.pages --home HOME [--rounds N] [--staff | --least] [--only WORD …] [--queries]
                                                                     a home made by bench.big_archive
    python -m bench.pages http://127.0.0.1:8000 [--rounds N]                     a server with the demonstration archive

With `--home` the server is started on a free loopback port and stopped at the end. Times are taken at the client, from
the request to the last byte of the answer. Everything is asked without cookies, as an anonymous reader; with `--staff`
by the archivist of one archive, with `--least` by its proofreader, who has the least rights of all staff; both sign in
first. Beside the p95 of all answers stands that of the medians: of each address the median of its rounds, which a
machine that stands still now and then does not disturb; how much it does is printed with a loop of its own. `--inside`
asks without a server and gives processor time, of this process and of PostgreSQL's, which hardly depends on what else
the machine does. `--queries` asks everything once more in this process, to count the queries of each answer; `--json
FILE` keeps the figures, and `--beside FILE` compares them with those of a smaller home.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import statistics
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

    def hang_up(self) -> None:
        """The next question opens the connection again: servers end one that was silent for long."""
        self._connection.close()

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
    parser.add_argument("--least", action="store_true")
    parser.add_argument("--inside", action="store_true", help="no server: processor time and queries, in this process")
    parser.add_argument("--queries", action="store_true", help="also the most queries of one answer")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    parser.add_argument("--beside", type=Path, help="figures kept by --json, to be compared with")
    parser.add_argument("--only", nargs="*", default=[], help="groups whose names contain one of these")
    parser.add_argument("--slowest", action="store_true", help="also the slowest address of each group")
    options = parser.parse_args()
    if bool(options.server) == bool(options.home):
        parser.error("give either the address of a server or --home")
    if options.server:
        return measured(options, options.server, user="")
    from bench.big_archive import LEAST, STAFF, begin

    user = STAFF if options.staff else LEAST if options.least else ""
    begin(options.home)
    if options.inside:
        return measured(options, "", user=user)
    with served(options.home) as server:
        return measured(options, server, user=user)


def measured(options: argparse.Namespace, server: str, *, user: str) -> int:
    """A line for each group. One round before the first that counts fills the caches of the disk."""
    from bench.page_groups import groups_for

    groups = groups_for(user if options.home else None)
    if options.only:
        groups = {name: visit for name, visit in groups.items() if any(word in name for word in options.only)}
    known = json.loads(options.beside.read_text()) if options.beside else {}
    figures: dict[str, dict[str, float]] = {}
    of_kind: dict[str, Timed] = {}
    ask = _inside(options, user) if options.inside else _outside(options, server, user)
    for name, visit in groups.items():
        times, queries = ask(visit)
        figures[name] = _figures(times) | ({} if queries is None else {"queries": queries})
        slowest = max(times, default=(0.0, ""))[1] if options.slowest else ""
        _print(name, figures[name], known.get(name), slowest)
        of_kind.setdefault(name.partition(",")[0], []).extend(times)
    print(unsteadiness())
    print("— all answers of a kind —")
    for kind, times in of_kind.items():
        _print(kind, _figures(times), None, "")
    if options.json:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1))
    print(f"{'the slowest p95':<34} {max((each['p95'] for each in figures.values()), default=0):.1f} ms")
    return 0


Timed = list[tuple[float, str]]
Asked = Callable[[Callable[[Visit], None]], tuple[Timed, int | None]]
"""Visits a group and gives its times with their addresses, and the most queries of an answer where counted."""


def _outside(options: argparse.Namespace, server: str, user: str) -> Asked:
    reader = Reader(server)
    if user:
        from bench.big_archive import PASSWORD

        reader.sign_in(user, PASSWORD)

    def ask(visit: Callable[[Visit], None]) -> tuple[Timed, int | None]:
        for number in range(WARM + options.rounds):
            if number == WARM:
                reader.times.clear()
            visit(reader)
        queries = None
        if options.queries:
            from bench.page_queries import Inside

            inside = Inside(user)
            visit(inside)
            queries = max(inside.queries, default=0)
            reader.hang_up()
        return list(reader.times), queries

    return ask


def _inside(options: argparse.Namespace, user: str) -> Asked:
    from bench.page_queries import Inside

    def ask(visit: Callable[[Visit], None]) -> tuple[Timed, int | None]:
        inside = Inside(user)
        for number in range(WARM + options.rounds):
            if number == WARM:
                inside.times.clear()
            visit(inside)
        return list(inside.times), max(inside.queries, default=0)

    return ask


def _figures(timed: Timed) -> dict[str, float]:
    times = sorted(spent for spent, _ in timed) or [0.0]
    return {
        "answers": len(timed),
        "p50": times[len(times) // 2],
        "p95": times[int(len(times) * 0.95)],
        "worst": times[-1],
        "steady": _steady(timed),
    }


def _steady(timed: Timed) -> float:
    """The 95th percentile over the addresses, each by the median of its answers: what pages cost by themselves."""
    of_address: dict[str, list[float]] = {}
    for spent, address in timed:
        of_address.setdefault(address, []).append(spent)
    medians = sorted(statistics.median(each) for each in of_address.values()) or [0.0]
    return medians[int(len(medians) * 0.95)]


def unsteadiness(repeats: int = 200) -> str:
    """How long one and the same loop takes, again and again: what of the spread below is the machine's."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        sum(range(600_000))
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    p95, worst = times[int(repeats * 0.95)] / times[0], times[-1] / times[0]
    return f"the machine: one loop takes {times[0]:.1f} ms at least, {p95:.1f} times that at p95, {worst:.1f} at worst"


def _print(name: str, figures: dict[str, float], beside: dict[str, float] | None, slowest: str) -> None:
    queries = f"  queries {figures['queries']:>3}" if "queries" in figures else ""
    ratio = f"  × {figures['p50'] / beside['p50']:.1f}" if beside and beside["p50"] else ""
    print(
        f"{name:<34} {figures['answers']:>5} answers: p50 {figures['p50']:7.1f}  p95 {figures['p95']:7.1f}"
        f"  of medians {figures['steady']:7.1f}"
        f"  worst {figures['worst']:7.1f}{queries}{ratio}   {slowest}",
        flush=True,
    )


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
