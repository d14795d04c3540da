"""A file that was ordered is written by whichever worker lives, once; what a dead one left is no file."""

from __future__ import annotations

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.base.common.locks import lock
from lantai.engines.jobs.actions import start_job, stop_dead_jobs
from lantai.engines.jobs.models import Job
from lantai.engines.jobs.owners import process_name
from lantai.holdings.exchange.actions import ExportRuns, carry_out_export, order_export
from lantai.holdings.exchange.files import Subject
from lantai.holdings.exchange.received import export_folder, lock_path
from lantai.holdings.exchange.tasks import write_export

pytestmark = pytest.mark.django_db


@pytest.fixture
def export(fonds):
    return order_export(actor=OPERATOR, subject=Subject(fonds), format="csv")


def test_what_a_dead_worker_was_writing_is_called_stopped_and_written_by_the_next(export):
    job = start_job(kind="export", subject=export.ulid, title="of a worker that died")
    Job.objects.filter(pk=job.pk).update(owner=f"{process_name().partition('/')[0]}/999999999/1")
    export_folder(export).mkdir(parents=True)
    (export_folder(export) / ".J001-csv.csv.part").write_text("half", encoding="utf-8")

    assert stop_dead_jobs() == 1
    job.refresh_from_db()
    assert (job.state, bool(job.message)) == ("stopped", True)
    write_export.func(export.pk, None)

    export.refresh_from_db()
    job.refresh_from_db()
    assert (export.state, job.state, export.job) == ("done", "done", job)
    assert (export_folder(export) / export.file_name).stat().st_size == export.size > 0


def test_of_two_workers_the_second_leaves_file_and_row_alone(export):
    with lock(lock_path(export.ulid), wait=False), pytest.raises(ExportRuns):
        carry_out_export(actor=OPERATOR, export=export)
    with lock(lock_path(export.ulid), wait=False):
        write_export.func(export.pk, None)
    export.refresh_from_db()
    assert (export.state, export.message) == ("waiting", "")
    write_export.func(export.pk, None)

    write_export.func(export.pk, None)

    export.refresh_from_db()
    assert (export.state, export.message) == ("done", "")
    assert Event.objects.filter(verb="description:export").count() == 1
