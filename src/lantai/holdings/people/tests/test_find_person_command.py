"""`find_person` prints what the page shows, and says by its exit code whether there was anybody."""

import json

import pytest
from django.core.management import call_command

from lantai.base.audit.models import Event
from lantai.base.common.dates import parse_date
from lantai.holdings.catalogue.actions import Person, enter_persons
from lantai.holdings.catalogue.tests.factories import RecordFactory

pytestmark = pytest.mark.django_db


def test_it_prints_hits_with_their_reasons(capsys):
    record = RecordFactory()
    enter_persons([(record, [Person("單秀珍", unit="县氮肥厂")])])

    call_command("find_person", "单秀珍")
    told = capsys.readouterr().out

    assert "單秀珍" in told
    assert record.code in told
    assert "县氮肥厂" in told
    assert Event.objects.get().verb == "person:find"


def test_its_json_has_what_was_promised(capsys):
    enter_persons([(RecordFactory(), [Person("單秀珍", "bride")])])

    call_command("find_person", "单秀珍", "--born", "1956", "--json")
    told = json.loads(capsys.readouterr().out)

    assert told["count"] == 1
    assert {"name", "role", "code", "title", "reason", "score"} <= set(told["hits"][0])


def test_a_birth_is_read_as_on_the_page_and_what_is_none_is_refused(capsys):
    enter_persons([(RecordFactory(), [Person("單秀珍", birth=parse_date("1941"))])])

    call_command("find_person", "单秀珍", "--born", "民国三十年", "--json")
    assert json.loads(capsys.readouterr().out)["hits"][0]["born"] == "1941"
    with pytest.raises(SystemExit) as ended:
        call_command("find_person", "单秀珍", "--born", "属马")

    assert ended.value.code == 2
    assert "1952-03-05" in capsys.readouterr().err


def test_nobody_found_is_exit_code_1(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("find_person", "单秀珍")

    assert ended.value.code == 1


def test_a_last4_alone_is_bad_usage(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("find_person", "", "--last4", "5429")

    assert ended.value.code == 2
