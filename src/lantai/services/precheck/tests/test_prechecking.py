"""Runs: what is stored, what is not read twice, and that a killed run ends as if nothing had happened."""

import json
import os
import signal

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.engines.jobs.models import Job
from lantai.holdings.catalogue.actions import Selection
from lantai.holdings.catalogue.models import OpeningState
from lantai.holdings.catalogue.tests.factories import FondsFactory, PersonEntryFactory, RecordFactory
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.tests.factories import pages_of
from lantai.holdings.preservation.tests.ocfl_objects import ending, in_child
from lantai.services.precheck import past, running
from lantai.services.precheck.actions import (
    NothingToPrecheck,
    RunHasEnded,
    RunIsUnderWay,
    Working,
    carry_out_precheck,
    order_precheck,
    pause_precheck,
)
from lantai.services.precheck.models import Coverage, PageHints, PrecheckRun, PrecheckShare, Suggestion
from lantai.services.precheck.queries import hints_of_page, suggestions_of
from lantai.services.precheck.signals import records_prechecked
from lantai.services.precheck.tests.words import WordsDetector

State = PrecheckRun.State
NUMBER = "申请人身份证附后"


@pytest.fixture
def fonds(db, home):
    return FondsFactory()


def record(fonds, *texts, **more):
    """One record with these pages."""
    made = RecordFactory(fonds=fonds, **more)
    for page, text in zip(pages_of(made, len(texts)), texts, strict=True):
        Page.objects.filter(pk=page.pk).update(text=text)
    return made


def prechecked(fonds, detector=None, **batch):
    """A run of the fonds, or of what a batch says, ordered and carried out to its end."""
    run = order_precheck(actor=OPERATOR, institution=fonds.institution, **(batch or {"fonds": fonds}))
    working = Working(detector=lambda: detector or WordsDetector())
    for share in run.shares.select_related("run__fonds"):
        run = carry_out_precheck(actor=OPERATOR, share=share, working=working)
    return run


def test_hints_are_stored_by_page_without_their_text_and_suggestions_with_reasons(fonds):
    quiet = record(fonds, "关于水渠", "木料自筹")
    number = record(fonds, "第一页", NUMBER)
    titled = record(fonds, "内容", title="关于某某离婚一案")
    secret = record(fonds, "内容", secrecy="机密")

    run = prechecked(fonds)

    values = dict(Suggestion.objects.values_list("record_id", "value"))
    assert values == {quiet.pk: "open", number.pk: "delay", titled.pk: "look", secret.pk: "delay"}
    assert (run.state, run.records_done, run.pages_read, run.hints_found) == (State.DONE, 4, 10, 2)
    assert (run.opening, run.looking, run.delaying) == (1, 1, 2)
    stored = PageHints.objects.get(record=number, page_number=2)
    assert stored.hints == [["id_number", 3, 6, 1.0, "id_number.word@1", "R3a"]]
    assert "身份证" not in json.dumps(list(PageHints.objects.values()), ensure_ascii=False, default=str)
    assert "身份证" not in json.dumps(list(Suggestion.objects.values_list("reasons", flat=True)), ensure_ascii=False)
    [hint] = hints_of_page(number.pk, 2).hints
    assert (hint.start, hint.end, hint.ground) == (3, 6, "R3a")
    assert hints_of_page(titled.pk, 0).hints[0].detector == "marriage"
    reason = suggestions_of([number.pk])[number.pk].reasons[0]
    assert (reason.pages, reason.count, reason.places) == ((2,), 1, "第 2 页")
    of_title = suggestions_of([titled.pk])[titled.pk].reasons
    assert "著录中" in [each.places for each in of_title]
    assert Coverage.objects.get().records == 4
    ended = Event.objects.get(verb="precheck:run:end")
    assert ended.data["hints"] == 2
    assert Job.objects.get(kind="precheck").state == Job.State.DONE


def test_pages_that_have_not_changed_are_not_read_again(fonds):
    number = record(fonds, "第一页", NUMBER)
    other = record(fonds, "内容")
    prechecked(fonds, WordsDetector())
    Page.objects.filter(record=number, position=1).update(text="此页订正")
    Page.objects.filter(record=other).delete()
    assert hints_of_page(number.pk, 1).is_current is False
    again = WordsDetector()

    run = prechecked(fonds, again)

    assert again.read == ["此页订正"]
    assert (run.pages_read, run.pages_unchanged, run.hints_found) == (1, 3, 1)
    assert hints_of_page(number.pk, 1).is_current is True
    assert PageHints.objects.filter(record=other).count() == 1
    newer = WordsDetector(version="words@2")
    assert prechecked(fonds, newer).pages_read == 4
    assert set(PageHints.objects.values_list("rules_version", flat=True)) == {"words@2"}


def test_persons_unread_pages_and_declassification_count(fonds, monkeypatch):
    named = record(fonds, "内容")
    PersonEntryFactory(record=named, birth_year=1961)
    unread = record(fonds, "", "内容")
    Page.objects.filter(record=unread, position=1).update(state=Page.State.WAITING)
    ended, secret = record(fonds, "内容", secrecy="机密"), record(fonds, "内容", secrecy="机密")
    monkeypatch.setattr(past, "_declassified", {"test": lambda pks: {ended.pk} & set(pks)})

    prechecked(fonds)

    views = suggestions_of([named.pk, unread.pk, ended.pk, secret.pk])
    assert {pk: view.value for pk, view in views.items()} == {
        named.pk: "look",
        unread.pk: "look",
        ended.pk: "open",
        secret.pk: "delay",
    }
    assert views[secret.pk].as_shown["reasons"] == [{"rule": "secrecy_level", "value": "delay"}]


def test_a_batch_names_its_records_and_hears_of_the_end(fonds, django_capture_on_commit_callbacks):
    mine, left = record(fonds, "内容"), record(fonds, "内容")
    foreign = record(FondsFactory(code="J002", institution__code="LT77"), "内容")
    heard = []

    def listen(sender, **news):
        heard.append((news["run"], news["source"]))

    records_prechecked.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        run = prechecked(fonds, records=[foreign.pk, mine.pk], source="01BATCH")
    records_prechecked.disconnect(listen)

    assert run.record_ids == [mine.pk]
    assert heard == [(run.ulid, "01BATCH")]
    assert set(Suggestion.objects.values_list("record_id", flat=True)) == {mine.pk}
    assert left.pk not in suggestions_of([left.pk])
    with pytest.raises(NothingToPrecheck):
        prechecked(fonds, records=[foreign.pk])


def test_a_selection_narrows_and_one_fonds_has_one_run_at_a_time(fonds):
    record(fonds, "内容", year=1975)
    record(fonds, "内容", opening_state=OpeningState.OPEN, year=1976)
    selection = Selection(state=OpeningState.UNREVIEWED, year_from=1970, year_to=1979)

    run = order_precheck(actor=OPERATOR, institution=fonds.institution, fonds=fonds, selection=selection)
    with pytest.raises(RunIsUnderWay):
        order_precheck(actor=OPERATOR, institution=fonds.institution, fonds=fonds)
    pause_precheck(actor=OPERATOR, run=run, paused=True)
    share = run.shares.select_related("run__fonds").get()
    working = Working(detector=WordsDetector)
    assert carry_out_precheck(actor=OPERATOR, share=share, working=working).state == State.PAUSED
    pause_precheck(actor=OPERATOR, run=run, paused=False)
    run = carry_out_precheck(actor=OPERATOR, share=share, working=working)

    assert (run.state, run.records_total, run.records_done) == (State.DONE, 1, 1)
    with pytest.raises(RunHasEnded):
        carry_out_precheck(actor=OPERATOR, share=share, working=working)
    with pytest.raises(RunHasEnded):
        pause_precheck(actor=OPERATOR, run=run, paused=True)


def test_the_number_of_questions_does_not_grow_with_records(fonds):
    def asked(records):
        for _ in range(records):
            record(fonds, "内容", NUMBER)
        with CaptureQueriesContext(connection) as queries:
            prechecked(fonds)
        return len(queries)

    asked(1)

    assert asked(1) == asked(12)


def test_shares_part_the_records_and_the_last_one_ends_the_run(fonds, monkeypatch):
    monkeypatch.setattr("lantai.services.precheck.actions.ordering.LEAST", 2)
    monkeypatch.setattr(running, "PIECE", 2)
    made = [record(fonds, "内容") for _ in range(7)]
    run = order_precheck(actor=OPERATOR, institution=fonds.institution, fonds=fonds)
    shares = list(run.shares.select_related("run__fonds").order_by("number"))
    detector = WordsDetector()
    hurried = Working(detector=lambda: detector, seconds=0.0)

    states = [carry_out_precheck(actor=OPERATOR, share=share, working=hurried).state for share in shares]
    assert set(states) == {State.RUNNING}
    for _ in range(3):
        for share in shares:
            if run.state != State.DONE:
                run = carry_out_precheck(actor=OPERATOR, share=share, working=hurried)

    assert (len(shares), run.state, run.records_done) == (3, State.DONE, 7)
    assert len(detector.read) == 14
    assert set(Suggestion.objects.values_list("record_id", flat=True)) == {each.pk for each in made}
    assert Event.objects.filter(verb="precheck:run:end").count() == 1


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_of_a_piece_it_goes_on_and_ends_the_same(home, monkeypatch):
    fonds = FondsFactory()
    made = [record(fonds, "内容", NUMBER) for _ in range(5)]
    monkeypatch.setattr(running, "PIECE", 2)
    run = order_precheck(actor=OPERATOR, institution=fonds.institution, fonds=fonds)

    class Killed(WordsDetector):
        """Dies over the second piece, after it has read a page of it."""

        def find(self, text):
            if len(self.read) == 8:
                os.kill(os.getpid(), signal.SIGKILL)
            return super().find(text)

    def carry_out(detector):
        share = PrecheckShare.objects.select_related("run__fonds").get()
        return carry_out_precheck(actor=OPERATOR, share=share, working=Working(detector=lambda: detector))

    connections.close_all()
    assert ending(in_child(lambda: carry_out(Killed()))) == signal.SIGKILL
    run.refresh_from_db()
    assert (run.state, run.records_done, PageHints.objects.count(), Suggestion.objects.count()) == ("running", 2, 6, 2)

    rest = WordsDetector()
    run = carry_out(rest)

    assert (run.state, run.records_done, run.pages_read, run.delaying) == (State.DONE, 5, 15, 5)
    assert len(rest.read) == 9
    assert PageHints.objects.count() == 15
    assert set(Suggestion.objects.values_list("record_id", flat=True)) == {each.pk for each in made}
    assert Event.objects.filter(verb="precheck:run:end").count() == 1
