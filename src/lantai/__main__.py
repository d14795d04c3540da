"""`python -m lantai VERB`: what `bin/lantai` runs once set-up is done."""

import os
import sys


def main() -> None:
    """Hand the words to Django's commands, whose names are the verbs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantai.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 — needs the line above

    execute_from_command_line(["lantai", *(sys.argv[1:] or ["help"])])


if __name__ == "__main__":
    main()
