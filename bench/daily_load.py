"""A day's load: 1,000 new texts of 2,000 characters, from a folder to searchable.

python -m bench.daily_load [--texts N]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.shared import CHECKOUT, SHARED


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, package = Path(folder, "home"), Path(folder, "texts")
        package.mkdir()
        write_texts(package, options.texts)
        environment = {**os.environ, "LANTAI_HOME": str(home), "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"}
        run = [sys.executable, "-m", "lantai"]
        subprocess.run([*run, "verify_audit"], env=environment, check=True, capture_output=True)
        began = time.monotonic()
        command = [*run, "take_in", str(package), "--fonds", "B1", "--json"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        seconds = time.monotonic() - began
        told = json.loads(done.stdout.splitlines()[-1])
        found = subprocess.run(
            [*run, "search", "暗号00007号", "--json"], env=environment, capture_output=True, text=True
        )
        count = json.loads(found.stdout.splitlines()[-1])["count"]
    print(
        f"{told['records']} texts, {told['characters']:,} characters: {seconds:.1f} s, the seventh found {count} time"
    )
    return 0 if count == 1 and told["records"] == options.texts else 1


def write_texts(package: Path, count: int) -> None:
    """Cut from real laws where they are at hand, else drawn at random; each text is another and bears its number."""
    laws = sorted((SHARED / "documents" / "laws").rglob("*.md"))[:200]
    source = "".join(path.read_text("utf-8") for path in laws)
    draw = random.Random(7)
    for number in range(count):
        if source:
            start = draw.randrange(len(source) - 2000)
            text = source[start : start + 1990]
        else:
            text = "".join(chr(draw.randrange(0x4E00, 0x9FA5)) for _ in range(1990))
        (package / f"素材{number:05}.txt").write_text(f"暗号{number:05}号。{text}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
