"""`python -m lantai VERB`: what `bin/lantai` runs once set-up is done."""

import gc
import os
import sys
from pathlib import Path

UNPREPARED = {"check", "demo", "doctor", "restore", "serve"}
"""These prepare the home themselves, need none, or must run on one that is broken."""
READING = {"take_in"}
"""These open other people's files, in a reader that takes as long to load as the verb itself."""


def main() -> None:
    """Hand the words to Django's commands, whose names are the verbs; our own find a home that is ready."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantai.config.settings")
    words = sys.argv[1:] or ["help"]
    if words[0] not in READING or {"-h", "--help"} & set(words):
        run(words)
        return
    from lantai.engines.formats.processes import end_early, start_early

    start_early(folder_to_read(words))
    try:
        run(words)
    finally:
        end_early()


def folder_to_read(words: list[str]) -> Path | None:
    """The folder that is to be taken in, so that a reader begins with it while the verb is loading.

    A catalogue says which files are not to be taken in: none is read before one that is named.
    """
    folders = [Path(word) for word in words[1:] if Path(word).is_dir()]
    is_listed = any(word.startswith("--c") for word in words)
    return None if is_listed or len(folders) != 1 else folders[0].resolve()


def run(words: list[str]) -> None:
    gc.disable()  # what is loaded stays: looking through it again and again is a tenth of the time it takes
    import django
    from django.core.management import execute_from_command_line, get_commands

    django.setup()
    gc.freeze()
    gc.enable()
    if words[0] not in {*get_commands(), "help", "--help", "-h", "--version"}:
        sys.stderr.write(f"Unknown verb: {words[0]}. “bin/lantai help” lists them.\n")
        sys.exit(2)
    is_ours = str(get_commands().get(words[0], "")).startswith("lantai.")
    if is_ours and words[0] not in UNPREPARED and "--help" not in words and "-h" not in words:
        from lantai.base.common.command import refuse_to_stderr
        from lantai.base.common.errors import ArchiveError
        from lantai.config.ready import make_home

        try:
            make_home()
        except ArchiveError as error:
            sys.exit(refuse_to_stderr(error))
    try:
        execute_from_command_line(["lantai", *words])
    finally:
        gc.freeze()  # the end of the process gives everything back: looking through it first takes half a second


if __name__ == "__main__":
    main()
