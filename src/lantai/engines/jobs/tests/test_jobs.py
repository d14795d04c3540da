import datetime as dt
import os
import subprocess
import sys

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.engines.jobs.actions import end_job, enqueue_each, move_job, pause_queue, start_job, stop_dead_jobs, sweep
from lantai.engines.jobs.models import Job, WorkerBeat
from lantai.engines.jobs.owners import owner_is_gone, process_name, process_start
from lantai.engines.jobs.queries import is_paused, queues
from lantai.engines.jobs.signals import job_stopped
from lantai.engines.jobs.tests.jobs_sample import begin_and_fail, fail, leave_mark
from lantai.engines.jobs.worker import run_worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def logs_may_speak(caplog):
    """The library logs failed tasks with their traceback; here that is expected."""
    caplog.set_level("CRITICAL", logger="django_tasks")


def marks(folder):
    path = folder / "marks"
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def work(*names):
    run_worker(names, batch=True)


def held_by(worker, age=0):
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING,
        worker_ids=[*worker] if isinstance(worker, list) else [worker],
        started_at=timezone.now() - dt.timedelta(seconds=age),
    )


def test_it_hands_out_tasks_by_priority(tmp_path):
    leave_mark.using(priority=1).enqueue(str(tmp_path), "low")
    leave_mark.using(priority=20).enqueue(str(tmp_path), "high")

    work("ocr")

    assert marks(tmp_path) == ["high", "low"]


def test_it_gives_nothing_from_a_paused_queue_and_goes_on_afterwards(tmp_path):
    leave_mark.enqueue(str(tmp_path), "a")
    pause_queue(actor=OPERATOR, name="ocr", paused=True)
    assert is_paused("ocr")

    work("ocr", "default")
    assert marks(tmp_path) == []

    pause_queue(actor=OPERATOR, name="ocr", paused=False)
    work("ocr")
    assert marks(tmp_path) == ["a"]


def test_it_says_who_paused_a_queue():
    pause_queue(actor=OPERATOR, name="ocr", paused=True)
    pause_queue(actor=OPERATOR, name="ocr", paused=False)

    events = Event.objects.order_by("number").values_list("verb", "actor_label", "subject_id", "data")
    assert list(events) == [
        ("queue:pause:set", "operator", "ocr", {"paused": True}),
        ("queue:pause:set", "operator", "ocr", {"paused": False}),
    ]


def test_it_counts_what_waits_and_what_failed(tmp_path, django_assert_num_queries):
    """Asked of the queue for recognition: into the other one a living worker lays tasks of its own, such as a check."""
    fail.using(queue_name="ocr").enqueue()
    work("ocr")
    leave_mark.enqueue(str(tmp_path), "a")

    with django_assert_num_queries(2):
        found = {q.name: q for q in queues()}
    assert (found["ocr"].waiting, found["ocr"].failed, found["default"].failed) == (1, 1, 0)


def test_what_ends_in_an_error_nobody_foresaw_is_not_called_running():
    elsewhere = start_job(kind="other", title="of another process")
    Job.objects.filter(pk=elsewhere.pk).update(owner="elsewhere/1/1")
    begin_and_fail.enqueue("sample")

    work("ocr")

    job = Job.objects.get(kind="sample")
    assert (job.state, bool(job.message)) == ("failed", True)
    elsewhere.refresh_from_db()
    assert elsewhere.state == "running"


def test_it_gives_back_what_a_dead_process_of_this_machine_held(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    name = f"{process_name().split('/')[0]}/{dead.pid}/{process_start(dead.pid) or '1'}"
    dead.wait()
    leave_mark.enqueue(str(tmp_path), "a")
    held_by(name)

    assert sweep() == 1
    work("ocr")
    assert marks(tmp_path) == ["a"]


def test_it_leaves_alone_what_a_living_process_holds(tmp_path):
    leave_mark.enqueue(str(tmp_path), "a")
    held_by(process_name(), age=3600)

    assert sweep() == 0


def test_it_knows_a_new_process_with_an_old_number(tmp_path):
    leave_mark.enqueue(str(tmp_path), "a")
    host, pid, start = process_name().split("/")
    held_by(f"{host}/{pid}/{int(start) - 1}")

    assert sweep() == 1


def test_it_gives_back_what_a_silent_machine_held(tmp_path):
    leave_mark.enqueue(str(tmp_path), "a")
    held_by("elsewhere/1/1")
    WorkerBeat.objects.create(worker="elsewhere/1/1", seen_at=timezone.now())
    assert sweep() == 0

    assert sweep(now=timezone.now() + dt.timedelta(seconds=90)) == 1


def test_a_sign_of_life_from_a_clock_that_was_ahead_holds_nothing_for_ever(tmp_path):
    leave_mark.enqueue(str(tmp_path), "a")
    held_by("elsewhere/1/1")
    WorkerBeat.objects.create(worker="elsewhere/1/1", seen_at=timezone.now() + dt.timedelta(minutes=5))
    assert sweep() == 0, "two machines never have quite the same time"

    WorkerBeat.objects.update(seen_at=timezone.now() + dt.timedelta(days=400))
    assert sweep() == 1


def test_it_gives_up_a_task_that_killed_twenty_workers(tmp_path, caplog):
    leave_mark.enqueue(str(tmp_path), "a")
    held_by([f"elsewhere/{n}/1" for n in range(20)])

    sweep()

    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def test_it_takes_up_the_progress_row_of_a_killed_run():
    job = start_job(kind="intake", subject="T1", title="a", total=10)
    move_job(job, done=4, step="store")
    again = start_job(kind="intake", subject="T1", title="a", total=10)

    assert (again.pk, Job.objects.count()) == (job.pk, 1)
    end_job(again, failed="no room")
    assert start_job(kind="intake", subject="T1", title="a").pk != job.pk


def test_it_knows_when_a_process_began():
    assert process_start(os.getpid()).isdigit()
    assert process_start(2**22 + 1) == ""


def gone() -> str:
    """A process of this machine that has ended."""
    host, pid, start = process_name().split("/")
    return f"{host}/{pid}/{int(start) - 1}"


def test_it_calls_the_work_of_a_dead_process_stopped_and_lets_it_be_taken_up():
    told = []

    def hear(sender, *, kind, subject, **_more):
        told.append((kind, subject))

    job_stopped.connect(hear)
    job = start_job(kind="intake", subject="T1", title="a", total=10)
    assert (stop_dead_jobs(), job.owner) == (0, process_name())

    Job.objects.filter(pk=job.pk).update(owner=gone())
    assert (stop_dead_jobs(), stop_dead_jobs(), told) == (1, 0, [("intake", "T1")])
    job.refresh_from_db()
    assert (job.state, bool(job.message)) == ("stopped", True)

    again = start_job(kind="intake", subject="T1", title="a", total=10)
    assert (again.pk, again.state, again.owner, again.message) == (job.pk, "running", process_name(), "")


def test_it_judges_other_machines_by_their_signs_of_life():
    now = timezone.now()
    day, hour, ahead = now - dt.timedelta(days=1, seconds=1), now - dt.timedelta(hours=1), now + dt.timedelta(days=400)

    def is_gone(owner, changed, alive=frozenset()):
        return owner_is_gone(owner, changed=changed, now=now, alive=alive)

    assert not is_gone("elsewhere/1/1", day, {"elsewhere/1/1"})
    assert [is_gone("elsewhere/1/1", changed) for changed in (hour, day, ahead)] == [False, True, True]
    assert [is_gone("", changed) for changed in (hour, day)] == [False, True]
    assert [is_gone(owner, now) for owner in (process_name(), gone())] == [False, True]


def test_many_are_asked_for_as_one_by_one_and_in_one_statement(tmp_path, django_assert_max_num_queries):
    first = leave_mark.using(priority=7)
    alone = first.enqueue(str(tmp_path), "alone").db_result
    names = [f"n{n}" for n in range(30)]

    with django_assert_max_num_queries(3):
        enqueue_each(first, [(str(tmp_path), name) for name in names])

    rows = DBTaskResult.objects.exclude(pk=alone.pk)
    for field in DBTaskResult._meta.concrete_fields:
        if field.name not in {"id", "enqueued_at", "args_kwargs"}:
            assert {str(getattr(row, field.attname)) for row in rows} == {str(getattr(alone, field.attname))}, field
    assert len({row.pk for row in rows}) == 30
    work("ocr")
    assert marks(tmp_path) == ["alone", *names], "in their order"


def test_none_is_asked_for_without_arguments():
    enqueue_each(leave_mark, [])

    assert not DBTaskResult.objects.exists()
