"""Runs kept, answered and shown: the same report on every way out, and nothing unseen called passed on any of them."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.engines.formats.reading import read_file
from lantai.engines.jobs.owners import process_name
from lantai.holdings.catalogue.models import Record
from lantai.holdings.checks.actions import (
    AnswerNotPossible,
    Expected,
    NoteNeeded,
    SchemeUnknown,
    answer_item,
    run_checks,
)
from lantai.holdings.checks.asking import findings_file
from lantai.holdings.checks.models import CheckFinding, CheckRun
from lantai.holdings.checks.queries import report_of, runs_of
from lantai.holdings.checks.receivers import stop_dead_runs, sweep_findings
from lantai.holdings.checks.results import Status
from lantai.holdings.checks.tests.acts import SUBJECT, checked
from lantai.holdings.checks.tests.packages import Made, registered, write
from lantai.holdings.checks.viruses import virus_check_of

OF_THE_DATABASE = {"YJ-3-2"}


@pytest.fixture
def archivist(client, world):
    client.force_login(world.people["archivist"])
    return client


@pytest.fixture
def run(world):
    return checked(world)


def answered(run, *codes, status="pass"):
    for code in codes:
        answer_item(actor=OPERATOR, run=run, code=code, status=status, note="双人核对")


def test_a_run_is_kept_with_what_came_of_every_item(run, world):
    assert list(runs_of(SUBJECT)) == [run]
    assert (run.state, run.outcome, run.institution) == ("done", "incomplete", world.institution)
    assert (run.scheme, run.scheme_version, run.package["units"]) == ("documents", 1, 2)
    assert run.counts["fail"] == 0
    assert run.results.count() == sum(run.counts.values()) == 40
    assert Event.objects.get(verb="check:run").data["outcome"] == "incomplete"


def test_progress_is_told_and_may_stop_the_run(world, tmp_path):
    path, told = write(tmp_path, Made()), []

    def stop(step, files, size):
        told.append(step)
        if step == "files":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_checks(actor=OPERATOR, institution_code="LT01", subject="transfer:x", path=path, on_progress=stop)

    kept = CheckRun.objects.get(subject="transfer:x")
    assert (kept.state, kept.outcome) == ("stopped", "incomplete")
    assert told[0] == "digests"
    assert not Event.objects.filter(verb="check:run", subject_id=kept.ulid).exists()


def test_it_refuses_a_scheme_nobody_knows_before_anything_is_kept(world, tmp_path):
    with pytest.raises(SchemeUnknown):
        run_checks(actor=OPERATOR, institution_code="LT01", subject="transfer:x", path=tmp_path, scheme="none")

    assert not CheckRun.objects.exists()


def test_codes_that_are_in_the_archive_already_are_found(world, tmp_path):
    Record.objects.filter(pk=world.opened.pk).update(code="X001-WS·2019-Y-0001", code_key="X001-WS·2019-Y-0001")

    run = run_checks(actor=OPERATOR, institution_code="LT01", subject="transfer:x", path=write(tmp_path, Made()))

    result = run.results.get(number="1-8")
    assert result.status == "fail"
    assert [each.code for each in result.findings.all()] == ["checks.in_archive"]
    assert run.results.get(number="3-2").status == "pass"


def test_answers_of_people_complete_a_run(world, tmp_path):
    path = write(tmp_path, Made())
    run = run_checks(
        actor=OPERATOR, institution_code="LT01", subject="transfer:x", path=path, expected=registered(path)
    )

    answered(run, "YJ-2-9", "YJ-4-1", "YJ-4-2", "YJ-4-7")
    assert run.outcome == "passed_with_issues"  # optional items still wait
    answered(run, "YJ-2-5", "YJ-2-8", "YJ-3-6")
    answered(run, "YJ-4-4", "YJ-4-5", "YJ-4-6", status="na")

    assert run.outcome == "passed"
    assert (run.results.get(code="YJ-4-2").found, run.results.get(code="YJ-4-2").status) == ("not_run", "pass")
    assert Event.objects.filter(verb="check:answer").count() == 10


def test_what_premis_will_say_of_viruses_is_what_was_done(run):
    now, names = timezone.now(), {"电子档案/2019/1.txt"}

    def event():
        run.refresh_from_db()
        return virus_check_of(run).event("1", files=["original/1"], names=names, now=now)

    assert virus_check_of(None).event("1", files=[], names=names, now=now).outcome == "not run"
    assert (event().outcome, event().agents) == ("not run", [])
    assert "nothing was scanned: no scanner" in event().note

    run.results.filter(number="4-2").update(found="pass", status="pass", objects_seen=2)
    ready = {"code": "checks.scanner_ready", "params": {"version": "ClamAV 1.0.7", "date": "2026-01-05"}}
    CheckFinding.objects.create(result=run.results.get(number="4-1"), place=0, status="na", severity="info", **ready)
    assert (event().outcome, event().at) == ("success", run.ended_at)
    assert event().agents == ["urn:lantai:scanner:ClamAV%201.0.7:2026-01-05"]

    run.results.filter(number="4-2").update(found="fail", status="fail", failed=1)
    assert event().outcome == "warning"  # in another file of the package
    infected = {"object": "电子档案/2019/1.txt", "seen": "Eicar", "code": "checks.infected"}
    CheckFinding.objects.create(
        result=run.results.get(number="4-2"), place=0, status="fail", severity="error", **infected
    )
    assert event().outcome == "fail"
    assert event().note.startswith("电子档案/2019/1.txt: Eicar")


@pytest.mark.parametrize(("code", "status", "error"), [
    ("YJ-1-1", "fail", AnswerNotPossible),  # the program has judged it
    ("YJ-1-9", "pass", AnswerNotPossible),  # a slot without a name
    ("YJ-4-7", "not_run", AnswerNotPossible),
    ("YJ-9-9", "pass", AnswerNotPossible),
])  # fmt: skip
def test_it_refuses_answers_that_are_nobodys_to_give(run, code, status, error):
    with pytest.raises(error):
        answer_item(actor=OPERATOR, run=run, code=code, status=status, note="看过")


def test_an_answer_needs_a_note(run):
    with pytest.raises(NoteNeeded):
        answer_item(actor=OPERATOR, run=run, code="YJ-4-7", status="pass", note=" ")


def test_the_command_says_the_same_without_a_database(run, tmp_path, capsys):
    with pytest.raises(SystemExit) as left:
        call_command("check", str(write(tmp_path, Made())), "--json")

    said, kept = json.loads(capsys.readouterr().out), report_of(run)
    by_code = [{each["code"]: each for each in report["results"]} for report in (said, kept)]
    assert left.value.code == 1
    assert {code: row for code, row in by_code[0].items() if code not in OF_THE_DATABASE} == {
        code: row for code, row in by_code[1].items() if code not in OF_THE_DATABASE
    }
    assert said["package"] == kept["package"]
    assert kept.keys() - said.keys() == {"run"}


def test_anybody_finds_the_digest_again(run, tmp_path):
    path = write(tmp_path, Made())
    again = "find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum"

    told = subprocess.run(["sh", "-c", again], cwd=path, capture_output=True, text=True, check=True).stdout

    assert run.package_digest == f"sha256:{told.split()[0]}"


# ── what people see ──


@pytest.mark.parametrize(("language", "passed", "words"), [
    ("zh-hans", "通过", {Status.NOT_RUN: "未检测", Status.MANUAL_PENDING: "待人工", Status.NA: "不适用"}),
    (
        "en",
        "passed",
        {Status.NOT_RUN: "not checked", Status.MANUAL_PENDING: "waits for a person", Status.NA: "not applicable"},
    ),
])  # fmt: skip
def test_what_was_not_looked_at_never_reads_as_passed(archivist, run, settings, tmp_path, language, passed, words):
    open_items = {each.code: Status(each.status) for each in run.results.exclude(status="pass")}
    archivist.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = archivist.get(reverse("checks:run", args=[run.ulid])).content.decode()
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in page.split("<tr")]
    pdf = archivist.get(reverse("checks:report_pdf", args=[run.ulid]))
    paper = _text(pdf.content, tmp_path / "report.pdf")
    said = archivist.get(reverse("checks:report_json", args=[run.ulid])).json()

    assert len(open_items) == 13
    for code, status in open_items.items():
        row = next(each for each in rows if f" {code} " in f" {each.lstrip('> ')} ")
        assert words[status] in row
        assert passed not in row
        start = paper.index(code)
        assert words[status].replace(" ", "") in paper[start : start + 160].replace(" ", "").replace("\n", "")
        told = next(each for each in said["results"] if each["code"] == code)
        assert (told["status"], told["status_in_words"]) == (str(status), _english(status))
    assert passed not in paper.split("YJ-4-2")[1].split("YJ-4-3")[0]


def _english(status):
    with translation.override("en"):
        return status.label


def _text(pdf: bytes, path: Path) -> str:
    path.write_bytes(pdf)
    return "\n".join(page.text for page in read_file(path).pages).replace("\u200b", "")


def test_the_list_shows_runs_newest_first_and_says_what_will_be_here(archivist, world):
    assert "四性检测" in archivist.get(reverse("checks:runs")).content.decode()
    assert "绝不显示为通过" in archivist.get(reverse("checks:runs")).content.decode()

    checked(world)

    assert "C1" in archivist.get(reverse("checks:runs")).content.decode()
    assert archivist.get(reverse("checks:runs"), {"place": "%00'"}).status_code == 200


def test_an_item_is_answered_on_its_page_with_evidence(archivist, run):
    from django.core.files.uploadedfile import SimpleUploadedFile

    address = reverse("checks:item", args=[run.ulid, "YJ-4-5"])
    sent = {"status": "pass", "note": "盘面无划痕", "file": SimpleUploadedFile("../盘面.jpg", b"jpeg")}
    answer = archivist.post(address, sent)

    assert answer.status_code == 302
    result = run.results.get(code="YJ-4-5")
    assert (result.status, result.answered_by) == ("pass", "archivist")
    assert "盘面无划痕" in archivist.get(reverse("checks:run", args=[run.ulid])).content.decode()
    kept = result.evidence.get()
    assert kept.name == "盘面.jpg"
    given = archivist.get(reverse("checks:evidence", args=[run.ulid, kept.ulid]))
    assert (given.content, given.headers["Content-Type"]) == (b"jpeg", "application/octet-stream")


def test_a_refused_answer_comes_back_on_its_form(archivist, run):
    address = reverse("checks:item", args=[run.ulid, "YJ-1-1"])

    answer = archivist.post(address, {"status": "pass", "note": "看过"})

    assert answer.status_code == 400
    assert archivist.get(reverse("checks:item", args=[run.ulid, "YJ-9-9"])).status_code == 404
    assert archivist.get(reverse("checks:item", args=["0" * 26, "YJ-1-1"])).status_code == 404


def test_the_page_asks_as_many_questions_for_many_findings(archivist, world, tmp_path, django_assert_max_num_queries):
    entries, files = zip(*(
        ({**Made().entries[1], "档号": f"民政第{n}号", "密级": "密而不宣", "页数": "零"}, (f"2019/{n}.gif", b"GIF89a"))
        for n in range(40)
    ), strict=True)  # fmt: skip
    run = run_checks(
        actor=OPERATOR,
        institution_code="LT01",
        subject="transfer:many",
        path=write(tmp_path, Made(entries=entries, files=files)),
        expected=Expected(units=41),
    )

    with django_assert_max_num_queries(12):
        text = archivist.get(reverse("checks:run", args=[run.ulid])).content.decode()

    assert run.outcome == "failed"
    assert "……另有 35 条" in text
    item = archivist.get(reverse("checks:item", args=[run.ulid, "YJ-1-4"])).content.decode()
    assert item.count("密而不宣") == 60  # thirty rows, said and seen
    lines = b"".join(archivist.get(reverse("checks:findings", args=[run.ulid])).streaming_content).splitlines()
    assert sum(json.loads(line)["item"] == "YJ-1-4" for line in lines) == 40


def test_a_check_whose_process_is_gone_is_called_stopped(run):
    now = timezone.now()
    host, pid, start = process_name().split("/")
    CheckRun.objects.update(state=CheckRun.State.RUNNING, owner=process_name())
    assert stop_dead_runs(now=now) == 0

    CheckRun.objects.update(owner=f"{host}/{pid}/{int(start) - 1}")
    assert stop_dead_runs(now=now) == 1
    run.refresh_from_db()
    assert (run.state, bool(run.message), run.ended_at) == ("stopped", True, now)


def test_old_findings_are_swept_but_never_those_in_use(run, settings):
    kept, now = findings_file(run), timezone.now()
    later = now + dt.timedelta(days=settings.FINDINGS_DAYS + 1)
    sweep_findings(now=now)
    assert kept.exists()

    CheckRun.objects.update(state=CheckRun.State.RUNNING)
    sweep_findings(now=later)
    assert kept.exists()
    CheckRun.objects.update(state=CheckRun.State.DONE)
    assert (sweep_findings(now=later), kept.exists()) == (1, False)
