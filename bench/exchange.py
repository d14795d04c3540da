"""EAD 3 of 100,000 records: seconds and memory of the export, beside lxml writing the same file from memory.

    python -m bench.exchange [--records N]

The fonds is made anew: ten series, volumes of nineteen items, everything described. The export runs in a process of
its own; beside it, another process holds the same file as a tree of lxml and writes that, which is the least any
program can do that has the whole in memory.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.shared import CHECKOUT

PLAIN = """
import sys, time
from resource import RUSAGE_SELF, getrusage
from lxml import etree
tree = etree.parse(sys.argv[1])
began = time.monotonic()
tree.write(sys.argv[2], xml_declaration=True, encoding="UTF-8")
print(time.monotonic() - began, getrusage(RUSAGE_SELF).ru_maxrss / 1024)
"""
EXPORT = """
import django, sys, time
django.setup()
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from lantai.base.accounts.access import OPERATOR
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.exchange.actions import export_description
from lantai.holdings.exchange.files import Subject
began = time.monotonic()
fonds = Fonds.objects.select_related("institution").get()
path, units = export_description(actor=OPERATOR, subject=Subject(fonds), format=sys.argv[1], path=Path(sys.argv[2]))
print(time.monotonic() - began, getrusage(RUSAGE_SELF).ru_maxrss / 1024, units)
"""
MAKE = "import django; django.setup(); from bench.exchange import fill; fill({records})"


def fill(records: int) -> None:
    """A fonds in an empty database."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from lantai.base.accounts.access import OPERATOR
    from lantai.base.accounts.actions import found_institution
    from lantai.base.common.dates import parse_date
    from lantai.base.common.ids import new_ulid
    from lantai.holdings.catalogue.actions import Description, Person, describe_records, found_fonds
    from lantai.holdings.catalogue.models import Series

    archive = found_institution(actor=OPERATOR, code="999001", name="云溪区档案馆")
    fonds = found_fonds(actor=OPERATOR, institution=archive, code="J001", title="云溪区人民政府办公室")
    series = [Series.objects.create(fonds=fonds, code=f"{n:02}", title=f"第{n}类") for n in range(10)]
    described = {
        "creator": "云溪区水利局", "document_number": "云政发〔1987〕3号", "date": parse_date("19870312"),
        "retention": "Y", "pages_declared": 12, "record_type": "document", "persons": (Person("程志远", "party"),),
        "elements": {"scope": "关于水渠修缮经费的请示与批复，附预算表一份。", "keywords": ["水利", "修缮"]},
        "fields": {"盒号": "7"},
    }  # fmt: skip
    for start in range(0, records // 20, 50):
        numbers = range(start, min(start + 50, records // 20))
        volumes = [
            Description(f"J001-1-{n:05}", f"水渠修缮案卷{n}", level="volume", series=series[n % 10]) for n in numbers
        ]
        made = describe_records(actor=OPERATOR, fonds=fonds, descriptions=[(new_ulid(), each) for each in volumes])
        items = [
            Description(f"{volume.code}-{n:03}", f"关于第{n}号水渠修缮问题的批复", parent=volume, series=volume.series,
                        **described)  # type: ignore[arg-type]
            for volume in made
            for n in range(19)
        ]  # fmt: skip
        describe_records(actor=OPERATOR, fonds=fonds, descriptions=[(new_ulid(), each) for each in items])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "LANTAI_HOME": f"{folder}/home",
            "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}",
            "DJANGO_SETTINGS_MODULE": "lantai.config.settings",
        }
        began = time.monotonic()
        run(environment, MAKE.format(records=options.records))
        print(f"{options.records:,} records made in {time.monotonic() - began:.0f} s")
        for name in ("ead3", "csv"):
            target = Path(folder, f"out.{name}")
            seconds, memory, units = run(environment, EXPORT, name, str(target)).split()
            size = target.stat().st_size / 1e6
            print(f"{name}: {float(seconds):.1f} s, {float(memory):.0f} MB, {int(units):,} units, {size:.0f} MB")
        seconds, memory = run(environment, PLAIN, f"{folder}/out.ead3", f"{folder}/plain.xml").split()
        print(f"lxml, the tree in memory: {float(seconds):.1f} s to write, {float(memory):.0f} MB")
    return 0


def run(environment: dict[str, str], program: str, *words: str) -> str:
    command = [sys.executable, "-c", program, *words]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
