import json

import pytest
from django.core.management import call_command

from lantai.base.accounts.models import Institution

pytestmark = pytest.mark.django_db


def run(*words, capsys):
    try:
        call_command("institution", *words)
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, capsys.readouterr().out


def test_a_unit_is_entered_once_and_listed(capsys):
    assert run("list", capsys=capsys)[0] == 1
    assert run("add", "U001", "民政局", capsys=capsys) == (0, "U001  民政局  unit\n")
    assert run("add", "U001", "民政局", capsys=capsys)[0] == 0
    assert run("add", "A001", "区档案馆", "--kind", "archive", capsys=capsys)[0] == 0

    told = json.loads(run("list", "--json", capsys=capsys)[1])
    assert [each["code"] for each in told["institutions"]] == ["A001", "U001"]
    assert Institution.objects.count() == 2


@pytest.mark.parametrize("words", [("U001",), ("", "民政局"), ("U" * 21, "民政局"), ("U001", "名" * 201)])
def test_it_says_what_is_missing(words, capsys):
    assert run("add", *words, capsys=capsys)[0] == 2
    assert not Institution.objects.exists()
