"""An upgrade on SQLite makes tables anew that triggers speak of: all are there before, meanwhile and after."""

from __future__ import annotations

import re
import signal
import sqlite3
import subprocess
import sys

import pytest
from django.db import connections, models
from django.test.utils import CaptureQueriesContext

from lantai.base.accounts.models import Institution
from lantai.base.common.triggers import put_back_missing
from lantai.holdings.arrangement.models import FondsFileEntry
from lantai.holdings.catalogue.models import Fonds, PersonEntry, PersonKey, Record, RecordTally
from lantai.holdings.preservation.models import Mark
from lantai.services.federation.triggers import keep_triggers
from tests.support.tables import copy_tables, environment_of

RENAMED = 'ALTER TABLE "new__catalogue_record" RENAME'
KILLED = f"""
import os, signal, django
django.setup()
from django.db import connection, models
from lantai.holdings.catalogue.models import Record

def kill(execute, sql, *rest):
    told = execute(sql, *rest)
    if sql.startswith({RENAMED!r}):
        os.kill(os.getpid(), signal.SIGKILL)
    return told

field = models.TextField(default="made up")
field.set_attributes_from_name("made_up")
with connection.execute_wrapper(kill), connection.schema_editor() as editor:
    editor.add_field(Record, field)
"""


@pytest.fixture
def home(tmp_path):
    copy_tables(tmp_path / "lantai.db")
    with sqlite3.connect(tmp_path / "lantai.db") as database:
        database.execute("PRAGMA journal_mode=WAL")
    return tmp_path


@pytest.fixture
def made(home, django_db_blocker):
    """A connection to a database of its own, as an archive of before has it: harvested, and with rows."""
    told = connections["default"]
    if told.vendor != "sqlite":
        pytest.skip("PostgreSQL changes tables where they are")
    connections.databases["made"] = {**told.settings_dict, "NAME": str(home / "lantai.db")}
    with django_db_blocker.unblock():
        connection = connections["made"]
        keep_triggers(using="made")
        archive = _insert(Institution, code="LT01", name="云溪区档案馆")
        fonds = _insert(Fonds, code="K001", title="云溪区教育局", institution=archive)
        for n in range(3):
            _record(fonds, n)
        try:
            yield connection
        finally:
            connection.close()
            del connections["made"], connections.databases["made"]


def _insert(model: type[models.Model], **values) -> models.Model:
    row = model(**values)
    row.save(using="made", force_insert=True)
    return row


def _record(fonds: models.Model, n: int) -> models.Model:
    return _insert(Record, fonds=fonds, code=f"K001-{n}", code_key=f"K001-{n}", title="通知")


def triggers(connection) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def spoken_of(connection) -> dict[str, type[models.Model]]:
    """Models whose tables any trigger names, its own or another's."""
    words = {word for sql in triggers(connection).values() for word in re.findall(r"\w+", sql)}
    return {model._meta.db_table: model for model in _models() if model._meta.db_table in words}


def _models():
    from django.apps import apps

    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def add_column(connection, model: type[models.Model]) -> models.Field:
    field = models.TextField(default="made up")
    field.set_attributes_from_name("made_up")
    with connection.schema_editor() as editor:
        editor.add_field(model, field)
    return field


def counted() -> int:
    return sum(RecordTally.objects.using("made").values_list("records", flat=True))


@pytest.mark.slow
def test_every_table_a_trigger_speaks_of_can_be_made_anew_and_all_triggers_are_there_again(made):
    before, asked = triggers(made), spoken_of(made)
    assert {"catalogue_record", "catalogue_personentry", "arrangement_fondsfileentry"} <= asked.keys()

    for table in ("catalogue_record", "catalogue_recordtally", "catalogue_personentry", "arrangement_fondsfileentry"):
        add_column(made, asked[table])

    assert triggers(made) == before
    Record.objects.using("made").filter(code="K001-0").delete()
    assert counted() == Record.objects.using("made").count() == 2


def test_a_change_that_is_killed_half_way_leaves_tables_and_triggers_as_they_were(made, home):
    before = triggers(made)
    made.close()

    told = {"DJANGO_SETTINGS_MODULE": "lantai.config.settings", **environment_of(home)}
    done = subprocess.run([sys.executable, "-c", KILLED], env=told, check=False, capture_output=True, timeout=120)

    assert done.returncode == -signal.SIGKILL, done.stderr[-1000:]
    assert triggers(made) == before
    with made.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'new_\\_%' ESCAPE '\\'")
        assert cursor.fetchall() == []
    _record(Fonds.objects.using("made").get(), 9)
    assert counted() == 4


def test_one_that_speaks_of_a_column_that_goes_is_left_out_and_stops_nothing(made):
    field = add_column(made, Record)
    with made.cursor() as cursor:
        cursor.execute("CREATE TRIGGER of_before AFTER UPDATE ON catalogue_record BEGIN SELECT NEW.made_up; END")
    before = triggers(made)

    with made.schema_editor() as editor:
        editor.remove_field(Record, field)

    assert before.keys() - triggers(made).keys() == {"of_before"}
    Record.objects.using("made").update(title="通告")


def test_a_start_puts_back_what_is_missing_and_makes_good_what_was_written_meanwhile(made):
    """As a kill between the last migration and what follows it left them."""
    fonds = Fonds.objects.using("made").get()
    before = triggers(made)
    entry = _insert(PersonEntry, record=Record.objects.using("made").first(), name="丁一", birth_year=1950)
    _insert(PersonKey, key=1, entry=entry, record_id=1, born=1950)
    with made.cursor() as cursor:
        for name in (name for name in before if not name.startswith("federation")):
            cursor.execute(f'DROP TRIGGER "{name}"')
    _insert(FondsFileEntry, fonds=fonds, part="introduction", number=1, title="全宗介绍")
    _record(fonds, 9)
    PersonEntry.objects.using("made").update(birth_year=1951)
    Mark.objects.using("made").all().delete()
    assert counted() == 3

    assert put_back_missing(using="made")

    assert triggers(made) == before
    assert counted() == 4
    assert PersonKey.objects.using("made").get().born == 1951
    marked = set(Mark.objects.using("made").values_list("kind", "key"))
    assert marked == {("fonds", fonds.pk), ("institution", fonds.institution_id)}
    with CaptureQueriesContext(made) as asked:
        assert not put_back_missing(using="made")
    assert len(asked) == 1
