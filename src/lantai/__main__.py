"""`python -m lantai VERB`: what `bin/lantai` runs once set-up is done."""

import gc
import os
import sys

UNPREPARED = {"check", "demo", "doctor", "restore", "serve"}
"""These prepare the home themselves, need none, or must run on one that is broken."""


def main() -> None:
    """Hand the words to Django's commands, whose names are the verbs; our own find a home that is ready."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantai.config.settings")
    words = sys.argv[1:] or ["help"]

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
    execute_from_command_line(["lantai", *words])


if __name__ == "__main__":
    main()
