"""The desk and the jobs page."""

from __future__ import annotations

import pytest

from lantai.base.accounts.access import Role
from lantai.base.accounts.tests.factories import InstitutionFactory, outsider, person
from lantai.engines.jobs.models import Job
from lantai.engines.jobs.queries import is_paused
from lantai.engines.jobs.tests.factories import failed_task
from lantai.holdings.accessions.tests.factories import TransferFactory, TransferFindingFactory
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.fulltext.tests.factories import pages_of

pytestmark = pytest.mark.django_db
DESK, JOBS = "/staff/", "/staff/jobs"
TASK, ERROR = "lantai.holdings.accessions.tasks.take_in", "lantai.errors.SourceMissing"
REASONS = ["/接收/本馆移交", "not there:\n/接收/本馆移交"]


@pytest.fixture
def archivist(client):
    client.force_login(person(Role.ARCHIVIST))
    return client


def test_it_counts_what_waits(archivist):
    record = RecordFactory(code_is_provisional=True)
    RecordFactory(opened=True)
    pages_of(record, 2, state="waiting")
    TransferFindingFactory()
    running = TransferFactory(state="storing")

    desk = archivist.get(DESK).context["page"]

    assert (desk.records, desk.unreviewed, desk.provisional, desk.waiting_pages, desk.errors) == (2, 1, 1, 2, 1)
    assert list(desk.running) == [running]


def test_it_says_how_to_begin_when_nothing_is_here(archivist):
    assert "尚未接收任何档案" in archivist.get(DESK).content.decode()


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR])
def test_it_counts_no_archives_for_the_three_administrators(client, role):
    RecordFactory()
    TransferFindingFactory()
    client.force_login(person(role))

    desk = client.get(DESK).context["page"]

    assert (desk.records, desk.errors, desk.running) == (0, 0, ())


def test_it_counts_nothing_of_another_archive(client):
    RecordFactory(opened=True)
    client.force_login(outsider())

    assert client.get(DESK).context["page"].records == 0


def test_it_shows_each_person_their_own_subjects(client):
    client.force_login(person(Role.SYSTEM_ADMINISTRATOR))
    text = client.get(DESK).content.decode()

    assert "/staff/jobs" in text
    assert "/staff/records" not in text


def test_it_sends_strangers_to_sign_in(client):
    assert client.get(DESK).headers["Location"] == "/sign-in?next=/staff/"
    assert client.get(JOBS).headers["Location"] == "/sign-in?next=/staff/jobs"


def test_it_refuses_another_method(archivist):
    assert archivist.post(DESK).status_code == 405
    assert archivist.post(JOBS).status_code == 405
    assert archivist.get(f"{JOBS}/queues/ocr").status_code == 405


def test_it_shows_progress_and_why_something_failed(archivist):
    Job.objects.create(kind="intake", title="接收一九八七年移交", done=30, total=120)
    Job.objects.create(kind="intake", title="接收一九八八年移交", state="failed", message="磁盘已满。请腾出空间。")

    text = " ".join(archivist.get(JOBS).content.decode().split())

    assert 'value="25" aria-label="接收一九八七年移交"' in text
    assert "磁盘已满" in text
    assert "没有运行中的后台进程" in text


def other_archives_work():
    Job.objects.create(kind="intake", title="接收别处密件目录", institution="LT99")
    Job.objects.create(kind="intake", title="接收别处旧件", institution="LT99", state="done")
    Job.objects.create(kind="reindex", title="全馆重建索引")


@pytest.mark.parametrize("role", [Role.ARCHIVIST, Role.SYSTEM_ADMINISTRATOR])
def test_it_names_only_work_of_the_own_institution(client, role):
    client.force_login(person(role))
    outsider()
    Job.objects.create(kind="intake", title="接收本馆移交", institution="LT01")
    other_archives_work()

    answer = client.get(JOBS)

    assert [job.title for job in answer.context["page"].jobs] == ["接收本馆移交"]
    text = answer.content.decode()
    assert "另有2项任务正在为其他机构运行" in text
    assert not any(hidden in text for hidden in ("别处", "全馆"))


@pytest.mark.parametrize("reason", REASONS)
def test_it_names_work_of_our_institution_to_nobody_else(client, reason):
    client.force_login(outsider())
    InstitutionFactory()
    Job.objects.create(
        kind="intake", title="接收本馆移交", institution="LT01", state="failed", message="/接收/本馆移交"
    )
    failed_task(TASK, ERROR, reason)
    other_archives_work()

    answer = client.get(JOBS)
    text = answer.content.decode()

    assert {job.title for job in answer.context["page"].jobs} == {"接收别处密件目录", "接收别处旧件"}
    assert "SourceMissing" in text
    assert "本馆移交" not in text


def test_it_hides_nothing_from_who_manages_jobs_in_every_archive(archivist):
    Job.objects.create(kind="reindex", title="全馆重建索引")
    failed_task(TASK, ERROR, REASONS[0])

    page = archivist.get(JOBS).context["page"]

    assert [job.title for job in page.jobs] == ["全馆重建索引"]
    assert (page.elsewhere, page.failed[0].reason) == (0, f"{ERROR}: {REASONS[0]}")


def test_it_asks_a_constant_number_of_questions(archivist, django_assert_max_num_queries):
    other_archives_work()
    Job.objects.bulk_create(Job(kind="intake", title=f"接收{n}", institution="LT01") for n in range(30))

    with django_assert_max_num_queries(12):
        archivist.get(JOBS)


def test_it_gives_htmx_only_the_part_that_moves(archivist):
    text = archivist.get(JOBS, headers={"hx-request": "true"}).content.decode()

    assert "<html" not in text
    assert 'hx-trigger="every 2s"' in text


def test_it_pauses_and_resumes_recognition(archivist):
    archivist.post(f"{JOBS}/queues/ocr", {"act": "pause"})
    assert is_paused("ocr")
    assert "已暂停" in archivist.get(JOBS).content.decode()

    archivist.post(f"{JOBS}/queues/ocr", {"act": "resume"})
    assert not is_paused("ocr")


def test_it_knows_no_other_queue(archivist):
    assert archivist.post(f"{JOBS}/queues/nosuch", {"act": "pause"}).status_code == 404


def test_it_lets_nobody_else_pause(client):
    client.force_login(person(Role.PROOFREADER))

    assert client.post(f"{JOBS}/queues/ocr", {"act": "pause"}).status_code == 403
    assert not is_paused("ocr")


def test_it_is_a_staff_page_to_the_style_sheet(archivist):
    """A template formatter once took a blank away: `<bodyclass=…>` looks like a page and has no style."""
    assert '<body class="staff">' in archivist.get(DESK).content.decode()
