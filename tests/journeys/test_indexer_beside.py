"""The indexer that a command forks: it indexes while the command works, and never outlives it."""

import signal
import subprocess
import sys
import time

from tests.support.process import Program

SCRIPT = """
import os, time
os.environ["DJANGO_SETTINGS_MODULE"] = "lantai.config.settings"
import django
django.setup()
from lantai.config.ready import make_home
make_home()
from lantai.base.common.locks import lock
from lantai.engines.search.actions import mark_changed
from lantai.engines.search.factory import index_folder
from lantai.engines.search.indexing import newest_change, wait_until_indexed
from lantai.engines.search.beside import indexing_beside

def held():
    with lock(index_folder() / "indexer.lock", wait=False) as got:
        return not got

with indexing_beside():
    mark_changed([1, 2, 3])
    print(wait_until_indexed(newest_change(), seconds=60), held(), flush=True)
    if {stays}:
        time.sleep(60)
print(held(), flush=True)
"""


def start(program, *, stays):
    script = SCRIPT.replace("{stays}", str(stays))
    command = [sys.executable, "-c", script]
    return subprocess.Popen(command, env=program.environment, stdout=subprocess.PIPE, text=True, start_new_session=True)


def test_it_indexes_beside_the_command_and_ends_with_it(tmp_path):
    process = start(Program(tmp_path / "home"), stays=False)

    assert process.communicate(timeout=120)[0].split() == ["True", "True", "False"]


def test_it_dies_with_a_command_that_is_killed(tmp_path):
    program = Program(tmp_path / "home")
    with start(program, stays=True) as process:
        assert process.stdout.readline().split() == ["True", "True"]
        process.send_signal(signal.SIGKILL)  # the command alone, not its group

    end = time.monotonic() + 60
    while (answers := start(program, stays=False).communicate(timeout=120)[0].split()) != ["True", "True", "False"]:
        assert time.monotonic() < end, answers
