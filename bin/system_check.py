"""Django's own system check, warnings included: our verb `check` is another one, so it is called by its module."""

import django
from django.core.management import call_command
from django.core.management.commands.check import Command

if __name__ == "__main__":
    django.setup()
    call_command(Command(), fail_level="WARNING")
