"""A document goes into a package and comes out again in a process that may not have half of it for memory."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

SIZE, LIMIT = 64 << 20, 24 << 20

SCRIPT = """
import hashlib, resource, sys
from pathlib import Path
import django
django.setup()
from lantai.engines.packages.eep.package import EepPackage
from lantai.engines.packages.eep.tests.samples import layer_of, signer
from lantai.engines.packages.eep.writing import write_package
folder, limit = Path(sys.argv[1]), int(sys.argv[2])
used = int(next(line for line in open("/proc/self/status") if line.startswith("VmData")).split()[1]) << 10
resource.setrlimit(resource.RLIMIT_DATA, (used + limit, used + limit))
source, target = folder / "影像.tif", folder / "包.eep"
write_package(target, layer_of({"影像.tif": source}), signer=signer())
package = EepPackage(target, trusted=[signer().certificate])
assert {each.code for each in package.judge()} == {"eep.signature_valid"}, list(package.judge())
(_, file) = package.present_files()
digest = hashlib.sha256()
with package.open(file.name) as stream:
    while block := stream.read(1 << 20):
        digest.update(block)
print(file.size, digest.hexdigest())
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit of memory is set in Linux's way")
def test_it_holds_no_document_in_memory(tmp_path):
    with (tmp_path / "影像.tif").open("wb") as out:
        out.truncate(SIZE - 1)  # a sparse file: zeros cost no disk
        out.seek(SIZE - 1)
        out.write(b"\n")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lantai.config.settings",
        "LANTAI_HOME": str(tmp_path / "home"),
    }
    environment["PYTHONPATH"] = os.pathsep.join(each for each in sys.path if each)
    command = [sys.executable, "-c", textwrap.dedent(SCRIPT), str(tmp_path), str(LIMIT)]

    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=170, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split()[0] == str(SIZE)
