"""`python -m demo.journeys [JOURNEY …] [--home DIR] [--port N] [--no-pictures]`: walk, look, take pictures."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.journeys.plan import JOURNEYS, ROOT, WIDTHS
from demo.journeys.walker import Walk, keep
from demo.journeys.walks import WALKS

LIMITS = {"LANTAI_ENQUIRIES_OF_ONE": "200"}
"""All walkers come from one machine: as a sender they ask for more than anybody may."""
PATIENCE = 1800
"""Seconds until the demonstration is built and served."""


@contextmanager
def serving(home: Path, address: str) -> Iterator[dict[str, str]]:
    """The demonstration, built where it is not, served with a worker; the accounts of its people.

    One that is served there already, from the same home, is taken as it is.
    """
    kept = home / "keys" / "demo-accounts.json"
    if is_served(address):
        yield json.loads(kept.read_text(encoding="utf-8"))
        return
    environment = {**os.environ, **LIMITS, "LANTAI_HOME": str(home)}
    command = [str(ROOT / "bin" / "lantai"), "demo", "--port", address.rpartition(":")[2]]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        wait_for(address, server)
        yield json.loads(kept.read_text(encoding="utf-8"))
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(60)


def is_served(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=30):
            return True
    except OSError:
        return False


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            sys.exit("The demonstration ended before it was served: type bin/lantai demo to see why.")
        if is_served(address):
            return
        time.sleep(1)
    sys.exit(f"{address} does not answer")


def chinese_fonts(folder: Path) -> Path:
    """What the browser is told of fonts: besides the system's, those the archive draws its papers with."""
    import pylopdf_fonts_zh_cn

    places = (Path(pylopdf_fonts_zh_cn.__file__).parent, Path("/usr/share/fonts"))
    told = "".join(f"<dir>{place}</dir>" for place in places)
    path = folder / "fonts.conf"
    path.write_text(f"<fontconfig>{told}<cachedir>{folder}</cachedir></fontconfig>", encoding="utf-8")
    return path


def walk_all(
    names: list[str], address: str, accounts: dict[str, str], widths: list[int], *, keeps: bool, fonts: Path
) -> list[str]:
    """Every journey at every width. What is wrong, in lines."""
    from playwright.sync_api import Error, sync_playwright

    wrong: list[str] = []
    with sync_playwright() as driver:
        chromium = shutil.which("chromium") or "/usr/bin/chromium"
        browser = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"],
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        )  # fmt: skip
        for name in names:
            for width in widths:
                walk, began = Walk(browser, address, name, width, accounts), time.monotonic()
                try:
                    WALKS[name](walk)
                except Error as error:
                    walk.faults.append(str(error))
                if not walk.faults and tuple(walk.taken) != JOURNEYS[name]:
                    walk.faults.append(f"pictures {tuple(walk.taken)} are not those of the plan")
                print(f"{walk.ended()}; {time.monotonic() - began:.0f} s", flush=True)
                wrong += [f"{name} {width}: {fault}" for fault in walk.faults]
                if keeps:
                    keep(walk)
        browser.close()
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m demo.journeys", description=__doc__)
    parser.add_argument("journeys", nargs="*", default=list(JOURNEYS), metavar="JOURNEY", help=", ".join(JOURNEYS))
    parser.add_argument("--home", type=Path, help="home of a demonstration; left out: a new one that is removed")
    parser.add_argument("--port", type=int, default=8973)
    parser.add_argument("--width", type=int, choices=list(WIDTHS), action="append", help="one width only")
    parser.add_argument("--no-pictures", action="store_true", help="walk and look only")
    options = parser.parse_args()
    if unknown := set(options.journeys) - set(JOURNEYS):
        parser.error(f"no such journey: {', '.join(sorted(unknown))}")
    address = f"http://127.0.0.1:{options.port}"
    with (
        tempfile.TemporaryDirectory(prefix="lantai-journeys-") as new,
        serving(options.home or Path(new), address) as known,
    ):
        fonts = chinese_fonts(Path(new))
        wrong = walk_all(
            options.journeys, address, known, options.width or list(WIDTHS), keeps=not options.no_pictures, fonts=fonts
        )
    print("\n".join(wrong) or "Nothing is wrong.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
