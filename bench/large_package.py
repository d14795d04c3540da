"""Large packages: many small files, or few very large ones, made, checked and taken in, with every process's memory.

    python -m bench.large_package --files 200000              # records of twenty small scans and texts each
    python -m bench.large_package --gigabytes 20 --in 40      # forty files of half a gigabyte each
    python -m bench.large_package --files 50000 --kilobytes 100   # scans with so many random bytes each, as real ones
    python -m bench.large_package --files 5000 --scans            # grey pages of A4 at 300 dpi, JPEG, 1.8 MB each
    python -m bench.large_package --files 300 --scans tiff --only take_in --rounds 5   # 200 dpi, not packed, 3.9 MB
    python -m bench.large_package --files 50000 --only check

The package and the home lie in a temporary folder (`--below FOLDER`), and are deleted at the end. `check` is the
command without a database, `take_in` the real intake into a new home. Peaks are the kernel's own (VmHWM), read five
times a second of every process of the command; the sum is the largest that all of them held at one moment (pages
shared between them count in each). Processor time is what counts on a busy machine. Beside it a loop copies the
same files and digests them in SHA-512 and SM3: what any program would have to do. With `--rounds` loop and intake
take turns, each time into a new home, and the median of their shares is told.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import random
import re
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any

from PIL import Image, ImageDraw

from tests.support.shared import CHECKOUT

PER_RECORD, BLOCK = 20, 1 << 20
_MEMORY = re.compile(r"Vm(HWM|RSS):\s+(\d+) kB")


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--files", type=int, default=0, help="so many small files")
    words.add_argument("--kilobytes", type=int, default=0, help="of each small scan")
    words.add_argument(
        "--scans", choices=["jpeg", "tiff"], nargs="?", const="jpeg", help="the small files are scanned pages of A4"
    )
    words.add_argument("--rounds", type=int, default=1, help="loop and intake in turn, so often")
    words.add_argument("--gigabytes", type=float, default=0, help="so much in large files")
    words.add_argument("--in", dest="parts", type=int, default=40, help="of large files, how many")
    words.add_argument("--only", choices=["check", "take_in"], help="one of the two")
    words.add_argument("--below", type=Path, help="where the temporary folder is made")
    options = words.parse_args()
    with tempfile.TemporaryDirectory(dir=options.below) as everything:
        package, home = Path(everything, "移交"), Path(everything, "home")
        began = time.monotonic()
        names = (
            small(package, options.files or 50_000, options.kilobytes << 10, sheet(options.scans))
            if not options.gigabytes
            else large(package, options)
        )
        size = sum(path.stat().st_size for path in package.rglob("*") if path.is_file())
        print(f"{names} files, {size / 1e6:.0f} MB, made in {time.monotonic() - began:.0f} s", flush=True)
        if options.only != "take_in":
            told("check", *watched(["check", str(package), "--json"], _environment(home)))
        if options.only != "check":
            rounds = [in_turn(package, Path(everything)) for _ in range(options.rounds)]
            for name in ("wall", "processor"):
                share = statistics.median(loop[name] / seconds[name] for loop, seconds in rounds)
                print(f"median of {len(rounds)}: speed of take_in by {name}: {share:.0%} of the loop's")
    return 0


def _environment(home: Path) -> dict[str, str]:
    """Of a program with a new home."""
    environment = {**os.environ, "LANTAI_HOME": str(home), "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"}
    subprocess.run([sys.executable, "-m", "lantai", "verify_audit"], env=environment, check=True, capture_output=True)
    return environment


def in_turn(package: Path, everything: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds of the loop, then of the intake of the same package into a home that is deleted."""
    home = everything / "home-in-turn"
    loop = copied(package, everything / "copy")
    answer, seconds, peaks = watched(["take_in", str(package), "--fonds", "0001", "--json"], _environment(home))
    shutil.rmtree(home)
    told("take_in", answer, seconds, peaks)
    for name in ("wall", "processor"):
        print(f"  the loop alone: {loop[name]:.1f} s {name}; speed of take_in: {loop[name] / seconds[name]:.0%}")
    return loop, seconds


def small(package: Path, files: int, size: int, page: bytes = b"") -> int:
    """Records in folders named by their codes, of nineteen small scans and a text each, all different; and a list.

    With a `page`, each scan is that JPEG or TIFF, but for some bytes.
    """
    rows = ["档号,题名,年度"]
    for number, name in enumerate(_names(files)):
        record = f"0001-WS·1987-Y-{number // PER_RECORD:06}"
        folder = package / record
        if number % PER_RECORD == 0:
            folder.mkdir(parents=True)
            rows.append(f"{record},第{number // PER_RECORD}号通知,1987")
        if number % PER_RECORD == PER_RECORD - 1:
            (folder / f"{name}.txt").write_text(f"第{number}件：关于春耕生产的通知。\n" * 4, encoding="utf-8")
        else:
            ending = ("tif" if page.startswith(b"II") else "jpg") if page else "png"
            (folder / f"{name}.{ending}").write_bytes(numbered(page, number) if page else scan(number, size))
    (package / "目录.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return files + 1


def large(package: Path, options: Any) -> int:
    """Files of random bytes, so that nothing is saved by compressing: one a record."""
    rows, size = ["档号,题名,年度"], int(options.gigabytes * 1e9 / options.parts)
    package.mkdir()
    for number in range(options.parts):
        record = f"0001-WS·1987-Y-{number:06}"
        rows.append(f"{record},第{number}号录像,1987")
        with (package / f"{record}.bin").open("wb") as writer:
            for at in range(0, size, BLOCK):
                writer.write(os.urandom(min(BLOCK, size - at)))
    (package / "目录.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return options.parts + 1


def _names(files: int) -> Iterator[str]:
    return (f"{number % PER_RECORD + 1:04}" for number in range(files))


def scan(number: int, size: int) -> bytes:
    """A grey picture of 8 by 8 points that no other number has: a PNG of about a hundred bytes, and `size` more."""
    value = number.to_bytes(8, "big")
    rows = b"".join(b"\0" + value for _ in range(8))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    more = chunk(b"raNd", os.urandom(size)) if size else b""
    parts = chunk(b"IHDR", head), more, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def sheet(kind: str | None) -> bytes:
    """A grey page of A4 of lines of strokes on paper with grain: JPEG at 300 dots an inch, TIFF at 200, or nothing."""
    if kind is None:
        return b""
    dice = random.Random(7)
    paper = Image.frombytes("L", (1240, 1754), dice.randbytes(1240 * 1754)).point(lambda value: 232 + value // 24)
    paper = paper.resize((2480, 3508), Image.Resampling.BILINEAR)
    pen = ImageDraw.Draw(paper)
    for top in range(300, 3200, 70):
        for left in range(250, 2200, 52):
            for _ in range(6):
                x, y = left + dice.randrange(40), top + dice.randrange(40)
                pen.line((x, y, x + dice.randrange(-18, 19), y + dice.randrange(-18, 19)), fill=40, width=4)
    written = io.BytesIO()
    if kind == "tiff":
        paper.resize((1654, 2339)).save(written, "TIFF", dpi=(200, 200))
    else:
        paper.save(written, "JPEG", quality=85, dpi=(300, 300))
    return written.getvalue()


def numbered(page: bytes, number: int) -> bytes:
    """The same picture in a file that no other number has: with a comment, or other points at its end."""
    if page.startswith(b"II"):
        return page[:-8] + number.to_bytes(8)
    words = f"scan {number}".encode()
    return page[:2] + b"\xff\xfe" + struct.pack(">H", len(words) + 2) + words + page[2:]


def watched(words: list[str], environment: dict[str, str]) -> tuple[dict[str, Any], dict[str, float], list[int]]:
    """Run the verb in a session of its own; what it said, its seconds, and the peak of each of its processes in MB."""
    before, began = getrusage(RUSAGE_CHILDREN), time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "lantai", *words], env=environment, stdout=said, start_new_session=True
        )
        peaks: dict[int, int] = {}
        most = 0
        while process.poll() is None:
            held = dict(memory_of(process.pid))
            for pid, (peak, _now) in held.items():
                peaks[pid] = max(peaks.get(pid, 0), peak)
            most = max(most, sum(now for _peak, now in held.values()))
            time.sleep(0.2)
        said.seek(0)
        answer = json.loads(said.read().strip().splitlines()[-1])
    after = getrusage(RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    seconds = {"wall": time.monotonic() - began, "processor": used, "sum": most / 1024}
    return answer, seconds, sorted((peak // 1024 for peak in peaks.values()), reverse=True)


def memory_of(session: int) -> Iterator[tuple[int, tuple[int, int]]]:
    """(process, (peak, now)) in kB of every process of a session."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with suppress(OSError, ValueError, IndexError):  # it ended while it was looked at
            if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                found = dict(_MEMORY.findall((folder / "status").read_text()))
                yield int(folder.name), (int(found.get("HWM", 0)), int(found.get("RSS", 0)))


def copied(package: Path, to: Path) -> dict[str, float]:
    """Seconds of a loop that copies and digests every file in SHA-512 and SM3 in one reading; the copy is deleted."""
    began, used = time.monotonic(), time.process_time()
    for path in sorted(package.rglob("*")):
        if not path.is_file():
            continue
        copy = to / path.relative_to(package)
        copy.parent.mkdir(parents=True, exist_ok=True)
        digests = [hashlib.new(name) for name in ("sha512", "sm3")]
        with path.open("rb") as reader, copy.open("wb") as writer:
            while block := reader.read(BLOCK):
                writer.write(block)
                for digest in digests:
                    digest.update(block)
    found = {"wall": time.monotonic() - began, "processor": time.process_time() - used}
    shutil.rmtree(to)
    return found


def told(verb: str, answer: dict[str, Any], seconds: dict[str, float], peaks: list[int]) -> None:
    counts = {name: value for name, value in answer.items() if isinstance(value, (int, str, float))}
    print(f"{verb}: wall {seconds['wall']:.1f} s, processor {seconds['processor']:.1f} s", flush=True)
    print(f"  peak memory of its {len(peaks)} processes, MB: {peaks}; together at one moment {seconds['sum']:.0f}")
    print(f"  {json.dumps(counts, ensure_ascii=False)[:600]}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
