"""`python -m demo TARGET [--size tiny|small|large]` writes the folders and prints how to take them in."""

import argparse
import sys
from pathlib import Path

import demo
from demo.world import SIZES


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m demo", description="Write the fictional district's archive as folders."
    )
    parser.add_argument("target", type=Path, help="an empty folder, or one written by this command before")
    parser.add_argument("--size", choices=sorted(SIZES), default="small")
    parser.add_argument("--processes", type=int, default=None)
    options = parser.parse_args()
    try:
        plan = demo.build(options.target, size=options.size, processes=options.processes)
    except demo.TargetInUse as refusal:
        print(refusal, file=sys.stderr)
        return 2
    for fonds in plan.fonds:
        catalogue = f" --catalogue '{fonds.catalogue}'" if fonds.catalogue else ""
        print(f"take_in '{fonds.folder}' --fonds {fonds.code}{catalogue}  # {fonds.title}, {len(fonds.records)}")
    for number, thing in enumerate(plan.tries, 1):
        print(f"{number}. {thing.query}  {thing.title} / {thing.title_en}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
