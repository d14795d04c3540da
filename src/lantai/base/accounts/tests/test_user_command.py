"""`user add` where nobody can be asked, and the passwords it makes."""

import subprocess
import sys

import pytest
from django.contrib.auth.password_validation import get_password_validators, validate_password
from django.core.management import call_command

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.actions import found_institution
from lantai.base.accounts.models import User
from lantai.base.accounts.passwords import made_password

ASK = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantai.config.settings")
django.setup()
from lantai.base.accounts.management.commands.user import PasswordMissing, asked
try:
    asked()
except PasswordMissing as refusal:
    print(refusal.code)
"""


@pytest.fixture
def archive(db):
    return found_institution(actor=OPERATOR, code="LT01", name="云溪区档案馆")


def test_it_says_what_to_type_where_nobody_can_be_asked():
    command = [sys.executable, "-c", ASK]

    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, start_new_session=True)

    assert done.stdout.strip() == "accounts.password_missing", done.stderr


def test_it_makes_a_password_that_the_account_accepts(archive, capsys):
    call_command("user", "add", "sun", "--role", "archivist", "--generate", "--json")

    made = capsys.readouterr().out.partition('"password": "')[2].partition('"')[0]
    assert User.objects.get(username="sun").check_password(made)


def test_made_passwords_are_as_long_and_mixed_as_the_settings_ask(settings):
    settings.PASSWORD_LENGTH = 24
    rules = [
        {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 24}},
        {"NAME": "lantai.base.accounts.passwords.KindsOfCharacter", "OPTIONS": {"least": 4}},
    ]
    for _ in range(50):
        validate_password(made_password(), password_validators=get_password_validators(rules))
