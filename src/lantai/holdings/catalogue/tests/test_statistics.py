"""SQLite is told what its tables hold, and then finds few rows by the index that leads to few."""

import os

import pytest
from django.conf import settings
from django.db import connection

from lantai.base.accounts.access import ANONYMOUS, OPERATOR
from lantai.base.common.ids import new_ulid
from lantai.base.common.statistics import EVERY, renew_statistics, renew_when_due
from lantai.holdings.catalogue.actions import Description, describe_records
from lantai.holdings.catalogue.models import OpeningState, Record


@pytest.fixture
def volume(fonds):
    def entered(codes, **more):
        described = [(new_ulid(), Description(code, "通知", opening_state=OpeningState.OPEN, **more)) for code in codes]
        return describe_records(actor=OPERATOR, fonds=fonds, descriptions=described)

    above = entered(["J001-1-0001"], level="volume")[0]
    entered([f"J001-2-0001-{n:03}" for n in range(300)])
    entered([f"J001-1-0001-{n:03}" for n in range(3)], parent=above)
    return above


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL renews its statistics by itself")
def test_parts_of_a_volume_are_found_by_their_volume(volume):
    renew_statistics()

    with connection.cursor() as cursor:
        cursor.execute("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'catalogue_record'")
        rows_of_one_value = {index: int(stat.split()[1]) for index, stat in cursor.fetchall()}
    assert rows_of_one_value["catalogue_record_open"] > rows_of_one_value["catalogue_record_children"]
    parts = Record.objects.filter(parent=volume).visible_to(ANONYMOUS.scope()).order_by("fonds", "code_key")
    assert "catalogue_record_children" in parts.explain()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL renews its statistics by itself")
def test_a_sample_is_taken_when_the_last_one_is_old(fonds):
    taken = settings.WORK_FOLDER / "locks" / "statistics.taken"
    renew_when_due(None)
    first = taken.stat().st_mtime
    os.utime(taken, (first - EVERY / 2, first - EVERY / 2))
    renew_when_due(None)
    assert taken.stat().st_mtime == first - EVERY / 2

    os.utime(taken, (first - EVERY * 2, first - EVERY * 2))
    renew_when_due(None)
    assert taken.stat().st_mtime >= first
