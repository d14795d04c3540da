"""CQ over what is kept: what fixity, replicas and the policy know goes into the items; a killed check goes on."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.engines.storage.current import blob_store
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory
from lantai.holdings.checks.actions import (
    KeepingCheckRuns,
    NothingKept,
    begin_keeping_check,
    carry_out_keeping_check,
)
from lantai.holdings.checks.keeping import judging
from lantai.holdings.checks.keeping.progress import file_of
from lantai.holdings.checks.keeping.schedule import begin_due_check
from lantai.holdings.checks.models import CheckRun
from lantai.holdings.checks.queries import report_of
from lantai.holdings.checks.receivers import stop_dead_runs
from lantai.holdings.fixity.actions import Wanted, begin_run, carry_out_run, replicate
from lantai.holdings.fixity.models import FixityRun, ObjectFixity
from lantai.holdings.fixity.places import replicas
from lantai.holdings.preservation.actions import ObjectToStore, Original, enter_objects, storing
from lantai.holdings.preservation.models import StoredObject
from lantai.holdings.preservation.ocfl.layout import object_prefix

pytestmark = pytest.mark.django_db


@pytest.fixture
def fonds(home, settings):
    settings.STORAGE = {**settings.STORAGE, "DURABLE": False}
    settings.REPLICAS = []
    blob_store.cache_clear()
    return FondsFactory()


def keep(fonds, folder, *names, text="关于春耕的通知，各公社遵照执行。\n"):
    """A record with files, stored as intake stores it."""
    record = RecordFactory(fonds=fonds, institution=fonds.institution)
    originals = []
    for name in names or ("1.txt",):
        path = folder / f"{record.ulid}-{name}"
        path.write_text(text, encoding="utf-8")
        originals.append(Original(path, name, "x-fmt/111", "text/plain", "text"))
    wanted = [ObjectToStore(record.ulid, {"title": record.title}, tuple(originals))]
    with storing(wanted, actor=OPERATOR) as staged:
        enter_objects([record], wanted, staged)
    return StoredObject.objects.get(record=record)


def checked(fonds, **more):
    run = begin_keeping_check(actor=OPERATOR, fonds=fonds, **more)
    return carry_out_keeping_check(actor=OPERATOR, run=run)


def statuses(run):
    return dict(run.results.values_list("number", "status"))


def told(run, number):
    return [each.code for each in run.results.get(number=number).findings.all()]


def test_what_is_whole_passes_and_what_nobody_knows_waits(fonds, tmp_path):
    keep(fonds, tmp_path, "1.txt", "2.txt")
    keep(fonds, tmp_path)

    run = checked(fonds)

    assert (run.link, run.state, run.outcome) == ("CQ", "done", "incomplete")
    assert (run.package["units"], run.package["files"]) == (2, 3)
    found = statuses(run)
    assert {n for n, status in found.items() if status == "pass"} == {
        "1-1", "1-14", "2-7", "3-1", "3-2", "3-3", "3-4", "3-5", "3-8",
    }  # fmt: skip
    assert {found[n] for n in ("4-4", "4-5", "4-6")} == {"na"}
    assert (found["4-2"], found["4-7"], found["4-8"]) == ("not_run", "manual_pending", "manual_pending")
    assert run.results.get(number="4-8").reason_code == "checks.no_second_place"
    assert report_of(run)["package"]["form"] == "storage"
    assert not file_of(run).exists()


def test_damage_fixity_has_found_and_damage_it_has_not_seen_yet_fail_their_items(fonds, tmp_path):
    altered, gone, torn = (keep(fonds, tmp_path) for _ in range(3))
    folder = {row: blob_store().local_tree(object_prefix(row.object_id)) for row in (altered, gone, torn)}
    original = next(folder[altered].glob("v1/content/original/*"))
    original.write_bytes(b"x" * original.stat().st_size)
    carry_out_run(actor=OPERATOR, run=begin_run(actor=OPERATOR, wanted=Wanted(choice=FixityRun.Choice.FULL)))
    next(folder[gone].glob("v1/content/original/*")).unlink()
    (folder[torn] / "inventory.json").write_text("{", encoding="utf-8")

    run = checked(fonds)

    assert run.outcome == "failed"
    assert told(run, "1-1") == ["checks.kept_altered"]
    assert told(run, "2-7") == ["checks.kept_lacks"]
    assert told(run, "1-14") == ["checks.object_changed"]
    assert statuses(run)["3-1"] == "pass"


def test_an_object_nobody_has_read_for_too_long_is_not_checked(fonds, tmp_path):
    row, long_ago = keep(fonds, tmp_path), timezone.now() - timezone.timedelta(days=5000)
    ObjectFixity.objects.create(stored=row, checked_at=long_ago, whole_at=long_ago)

    run = checked(fonds)

    assert statuses(run)["1-1"] == "not_run"
    assert run.results.get(number="1-1").reason_code == "checks.kept_unread"


def test_copies_are_known_where_there_are_places_for_them(fonds, tmp_path, settings, home):
    backend = "lantai.engines.storage.backends.filesystem.FilesystemBlobStore"
    place = {"NAME": f"file://{home}/copy", "BACKEND": backend, "PATH": home / "copy", "DURABLE": False}
    settings.REPLICAS = [place]
    keep(fonds, tmp_path)
    replicate(actor=OPERATOR, replica=replicas()[0].replica)
    assert statuses(checked(fonds))["4-8"] == "pass"

    keep(fonds, tmp_path)
    run = checked(fonds)
    assert (statuses(run)["4-8"], told(run, "4-8")) == ("fail", ["checks.copy_lacks"])


def test_a_format_at_risk_without_a_lasting_copy_is_to_be_looked_at(fonds, tmp_path):
    keep(fonds, tmp_path, "1.doc", text="{\\rtf1\\ansi abc}")

    run = checked(fonds)

    assert run.results.get(number="3-3").status == "fail"  # it was taken in as something else, and its ending says doc
    assert "checks.format_now_other" in told(run, "3-3")


def test_a_killed_check_goes_on_behind_the_last_piece_and_says_nothing_twice(fonds, tmp_path, monkeypatch):
    from lantai.holdings.checks.keeping import objects

    monkeypatch.setattr(objects, "PIECE", 2)
    rows = [keep(fonds, tmp_path) for _ in range(5)]
    next(blob_store().local_tree(object_prefix(rows[0].object_id)).glob("v1/content/original/*")).unlink()
    run, turns = begin_keeping_check(actor=OPERATOR, fonds=fonds), []

    def killed():
        turns.append(1)
        if len(turns) == 2:
            raise KeyboardInterrupt
        return False

    with pytest.raises(KeyboardInterrupt):
        carry_out_keeping_check(actor=OPERATOR, run=run, turn=killed)
    assert CheckRun.objects.get().state == "stopped"
    seen = []
    whole = judging.Sitting.object
    monkeypatch.setattr(judging.Sitting, "object", lambda self, kept: (seen.append(kept.row.pk), whole(self, kept))[1])
    done = checked(fonds)

    assert (done.pk, done.state, done.package["units"]) == (run.pk, "done", 5)
    assert seen == [rows[4].pk]
    assert told(done, "2-7") == ["checks.kept_lacks"]
    assert done.results.get(number="3-1").objects_seen == 5


def test_another_of_the_same_fonds_is_refused_while_one_is_under_way(fonds, tmp_path):
    keep(fonds, tmp_path)
    begin_keeping_check(actor=OPERATOR, fonds=fonds)

    with pytest.raises(KeepingCheckRuns):
        begin_keeping_check(actor=OPERATOR, fonds=fonds)
    with pytest.raises(NothingKept):
        begin_keeping_check(actor=OPERATOR, fonds=FondsFactory(code="J009"))


def test_the_command_ends_with_what_the_check_came_to(fonds, tmp_path, capsys):
    keep(fonds, tmp_path)

    with pytest.raises(SystemExit) as left:
        call_command("check_keeping", "--fonds", fonds.code, "--institution", fonds.institution.code)

    said = capsys.readouterr().out
    assert left.value.code == 1  # items wait for a person
    assert "CQ-4-8" in said
    assert CheckRun.objects.get().ulid in said


def test_a_sample_takes_others_each_time(fonds, tmp_path):
    rows = [keep(fonds, tmp_path) for _ in range(4)]

    runs = [checked(fonds, one_in=2) for _ in range(2)]

    assert [run.package["units"] for run in runs] == [2, 2]
    assert [run.package["remainder"] for run in runs] == [0, 1]
    assert len(rows) == 4


def test_one_whose_process_is_gone_is_given_to_a_worker(fonds, tmp_path):
    from lantai.engines.jobs.owners import process_name
    from lantai.engines.jobs.queries import is_waiting
    from lantai.holdings.checks.tasks import check_keeping

    keep(fonds, tmp_path)
    run = begin_keeping_check(actor=OPERATOR, fonds=fonds)
    host, pid, start = process_name().split("/")
    CheckRun.objects.update(owner=f"{host}/{pid}/{int(start) - 1}")

    assert stop_dead_runs(now=timezone.now()) == 0
    assert is_waiting(check_keeping)
    check_keeping.call(run.pk, None)
    assert CheckRun.objects.get().state == "done"


def test_the_schedule_begins_one_fonds_after_another(fonds, tmp_path):
    keep(fonds, tmp_path)
    assert begin_due_check(now=timezone.now()) is None
    own = StoredObject.objects.filter(record__fonds=fonds)
    own.update(stored_at=timezone.now() - timezone.timedelta(days=400))

    run = begin_due_check(now=timezone.now())

    assert (run.operator, run.package["one_in"]) == ("schedule", 20)
    assert begin_due_check(now=timezone.now()) is None
    CheckRun.objects.update(state="done")
    assert begin_due_check(now=timezone.now()) is None


def test_an_archivist_orders_it_on_the_page(client, world):
    client.force_login(world.people["archivist"])
    page = client.get(reverse("checks:runs")).content.decode()
    assert world.fonds.ulid in page

    answer = client.post(reverse("checks:keep"), {"fonds": world.fonds.ulid, "one_in": "1"})
    run = CheckRun.objects.get(link="CQ")
    assert answer.url == reverse("checks:run", args=[run.ulid])
    carry_out_keeping_check(actor=OPERATOR, run=run)

    shown = client.get(answer.url).content.decode()
    assert "bin/lantai check_keeping --fonds" in shown
    assert client.get(reverse("checks:report_pdf", args=[run.ulid])).content.startswith(b"%PDF")
    assert client.post(reverse("checks:keep"), {"fonds": "0" * 26, "one_in": "1"}).status_code == 400
    assert client.post(reverse("checks:keep"), {"fonds": world.fonds.ulid, "one_in": "x"}).status_code == 400
