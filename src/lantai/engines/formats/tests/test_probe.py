import sys

from lantai.engines.formats.probe import run, tools, version


def test_it_names_every_tool_with_what_it_is_for():
    found = {tool.name: tool for tool in tools()}

    assert {"tesseract", "antiword", "gs", "soffice"} <= set(found)
    assert all(tool.needed_for and tool.install.startswith("apt-get install") for tool in found.values())


def test_it_gives_none_for_a_tool_that_is_not_there():
    assert version("no-such-program-here") is None


def test_it_stops_a_program_that_hangs():
    assert run([sys.executable, "-c", "import time; time.sleep(60)"], seconds=0.5).code == -9


def test_it_gives_what_a_program_answered():
    answer = run([sys.executable, "-c", "import sys; print(input()); sys.exit(3)"], seconds=20, stdin=b"hello\n")

    assert (answer.code, answer.stdout.strip()) == (3, b"hello")
