"""Pages as an anonymous reader meets them: p50 and p95 of a running server's answers, in milliseconds.

python -m bench.pages http://127.0.0.1:8000 [--rounds N]         the demonstration archive must be served there
"""

from __future__ import annotations

import argparse
import sys
import time
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

WORDS = (
    "曾援朝",
    "土地房产",
    "结婚登记",
    "招工审批表",
    "兴修水利",
    "临政发(1987)23号",
    "shan xiuzhen",
    "知识青年",
    "的",
    "",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("server")
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    parts = urlsplit(options.server)
    connection = HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=30)
    groups = {
        "home": ["/"],
        "fonds": ["/fonds/"],
        "search": [f"/search?q={quote(word)}" for word in WORDS],
        "suggest": [f"/api/v1/suggest?q={quote(word)}" for word in WORDS if word],
    }
    for name, addresses in groups.items():
        timed = sorted(answer(connection, address) for _ in range(options.rounds) for address in addresses)
        p50, p95 = timed[len(timed) // 2], timed[int(len(timed) * 0.95)]
        print(f"{name:<8} {len(timed):>4} requests: p50 {p50:6.1f} ms, p95 {p95:6.1f} ms, worst {timed[-1]:6.1f} ms")
    return 0


def answer(connection: HTTPConnection, address: str) -> float:
    """Milliseconds until the whole answer is here. Anything but 200 stops the measurement."""
    began = time.perf_counter()
    connection.request("GET", address)
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        sys.exit(f"{address} answered {response.status}")
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
