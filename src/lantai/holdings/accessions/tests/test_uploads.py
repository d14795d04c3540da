"""What broken uploads left goes after a while; what an unfinished intake needs stays, whatever its age."""

import datetime as dt
import os

import pytest
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.engines.jobs.signals import worker_lived
from lantai.holdings.accessions.actions import begin_transfer
from lantai.holdings.accessions.models import Transfer, TransferItem
from lantai.holdings.accessions.receivers import look_after
from lantai.holdings.accessions.uploads import GOING, keep_upload, sweep_uploads, uploads_folder
from lantai.holdings.catalogue.tests.factories import FondsFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


def uploaded(name="移交.zip", *, days=8):
    """What a browser sent so many days ago."""
    path = keep_upload(name, [b"PK\x05\x06", bytes(18)])
    aged(path, days)
    aged(path.parent, days)
    return path


def aged(path, days):
    moment = (timezone.now() - dt.timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))


def left():
    return {path.name for path in uploads_folder().iterdir()}


def test_an_upload_nobody_needs_goes_when_it_has_its_age():
    uploaded()
    young = uploaded(days=1)
    growing = uploaded(days=8)
    aged(growing, 0)  # its folder is as old as the other's; bytes still come

    assert sweep_uploads(now=timezone.now()) == 1

    assert left() == {young.parent.name, growing.parent.name}


def test_packages_and_catalogues_of_unfinished_intakes_stay_until_they_are_stored():
    package, catalogue = uploaded(), uploaded("目录.xlsx")
    transfer = begin_transfer(actor=OPERATOR, fonds=FondsFactory(), source=package, catalogue=catalogue)

    assert sweep_uploads(now=timezone.now()) == 0
    assert left() == {package.parent.name, catalogue.parent.name}

    Transfer.objects.filter(pk=transfer.pk).update(state=Transfer.State.STORED)
    assert sweep_uploads(now=timezone.now()) == 2
    assert left() == set()


def test_an_upload_of_which_something_was_refused_stays():
    package = uploaded()
    transfer = begin_transfer(actor=OPERATOR, fonds=FondsFactory(), source=package)
    Transfer.objects.filter(pk=transfer.pk).update(state=Transfer.State.STORED)
    item = TransferItem.objects.create(transfer=transfer, position=1, state=TransferItem.State.REFUSED)

    assert sweep_uploads(now=timezone.now()) == 0
    item.delete()
    assert sweep_uploads(now=timezone.now()) == 1


@pytest.mark.parametrize("half", [False, True], ids=["renamed", "half deleted"])
def test_a_sweep_that_was_killed_is_ended_by_the_next(half):
    path = uploaded()
    going = path.parent.rename(path.parent.with_name(path.parent.name + GOING))
    if half:
        (going / path.name).unlink()  # the folder is young again: its age does not say that it may go

    assert sweep_uploads(now=timezone.now()) == 1
    assert left() == set()


def test_a_living_worker_sweeps_once_an_hour_lists_that_were_half_received_too(settings):
    uploaded()
    lost = settings.WORK_FOLDER / "imports" / "01JAAAAAAAAAAAAAAAAAAAAAAA"
    lost.mkdir(parents=True)
    (lost / "original.xlsx").write_bytes(b"half")
    aged(lost, 8)

    look_after(None)
    again = uploaded()
    look_after(None)

    assert left() == {again.parent.name}
    assert not lost.exists()
    assert look_after in worker_lived._live_receivers(None)[0]
