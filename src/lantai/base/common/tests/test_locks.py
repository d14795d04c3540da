"""Locks of many numbers in one file: each keeps other processes out, and goes with the process that had it."""

from __future__ import annotations

import os
import signal

from lantai.base.common.locks import lock_of_many


def held_beside(path, number):
    """A process that holds the lock of this number until it is killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with lock_of_many(path, number) as got:
            os.write(writing, b"1" if got else b"0")
            signal.pause()
        os._exit(0)
    assert os.read(reading, 1) == b"1"
    os.close(reading)
    os.close(writing)
    return child


def got(path, number):
    with lock_of_many(path, number) as mine:
        return mine


def test_each_number_is_one_process_s_until_it_dies_and_one_empty_file_holds_all(tmp_path):
    path = tmp_path / "locks" / "many.lock"
    child = held_beside(path, 2**40)

    assert (got(path, 2**40), got(path, 7), got(path, 2**40 + 1)) == (False, True, True)

    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert got(path, 2**40)
    assert [(each.name, each.stat().st_size) for each in path.parent.iterdir()] == [("many.lock", 0)]


def test_it_is_given_back_when_the_block_ends_in_an_error(tmp_path):
    path = tmp_path / "many.lock"
    child = held_beside(path, 1)
    try:
        with lock_of_many(path, 2):
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    other = held_beside(path, 2)

    for each in (child, other):
        os.kill(each, signal.SIGKILL)
        os.waitpid(each, 0)
