"""How far recognition is, what a person wrote meanwhile, and how pages that failed or were forgotten are read again."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.keyset import Total
from lantai.engines.formats.model import Line, PageReading, TextSource, unpack_lines
from lantai.engines.jobs.queries import arguments_asked
from lantai.engines.jobs.tests.inline import fail
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.fulltext import queries
from lantai.holdings.fulltext.actions import (
    PageHasChanged,
    correct_line,
    enter_recognition,
    give_up_page,
    read_again,
    write_page,
)
from lantai.holdings.fulltext.models import Page, PageVersion
from lantai.holdings.fulltext.recognition import MOST_TRIES, ask_for_forgotten
from lantai.holdings.fulltext.tasks import recognise
from lantai.holdings.fulltext.tests.factories import TEXT, PageFactory, pages_of

pytestmark = pytest.mark.django_db


def waiting_first() -> None:
    pages_of(RecordFactory(), 5)
    Page.objects.filter(position__lte=2).update(state=Page.State.WAITING)
    Page.objects.filter(position=3).update(state=Page.State.FAILED)


def test_it_counts_few_pages_exactly():
    waiting_first()

    assert queries.recognition() == queries.Recognition(Total(2), Total(2), Total(1))


def test_it_looks_at_no_more_than_the_bound(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(queries, "BOUND", 1)
    waiting_first()

    with django_assert_num_queries(3) as asked:
        found = queries.recognition()

    assert found == queries.Recognition(Total(0, or_more=True), Total(1, or_more=True), Total(1))
    assert all("LIMIT 2" in query["sql"] for query in asked.captured_queries)


def mixed_page(**fields) -> Page:
    """A page with a text layer of two lines that still waits: there is text on its picture, too."""
    return PageFactory(state=Page.State.WAITING, source="born-digital", engine="pdfium 1", **fields)


def seal(top: int) -> PageReading:
    line = Line("县印", ((100, top, 40, 40), (140, top, 40, 40)), 0.9)
    return PageReading(1, 1200, 1700, (line,), TextSource.OCR, "rapidocr 3.10.0")


def asked() -> list[int]:
    return sorted(file for (file,) in arguments_asked(recognise))


def test_lines_that_recognition_adds_make_a_version_so_that_a_stale_correction_is_refused():
    page = mixed_page()
    seen = page.version

    assert enter_recognition(page=page, reading=seal(top=10))  # above both lines: they have other numbers now

    with pytest.raises(PageHasChanged):
        correct_line(actor=OPERATOR, page=page, line=0, text="关于城西水渠", version=seen)
    page.refresh_from_db()
    assert page.text == "\n".join(("县印", *TEXT))
    kept = PageVersion.objects.get(page=page)
    assert (kept.number, kept.author, len(unpack_lines(bytes(kept.lines)))) == (seen, "pdfium 1", 2)


def test_what_a_person_corrected_while_the_page_was_recognised_stays():
    page = mixed_page()
    correct_line(actor=OPERATOR, page=Page.objects.get(pk=page.pk), line=0, text="关于城西水渠", version=1)

    assert enter_recognition(page=page, reading=seal(top=900))  # `page` is as the recogniser saw it before

    page.refresh_from_db()
    assert page.text.split("\n") == ["关于城西水渠", TEXT[1], "县印"]
    assert (page.source, page.corrected_by, page.state) == ("corrected", "operator", Page.State.READY)
    assert list(page.versions.values_list("number", "author")) == [(1, "pdfium 1"), (2, "operator")]


def test_pages_that_failed_wait_again_and_are_asked_for():
    failed, _ = pages_of(RecordFactory(), 2)
    Page.objects.filter(pk=failed.pk).update(state=Page.State.FAILED)

    assert read_again(actor=OPERATOR, record=failed.record) == 1
    assert read_again(actor=OPERATOR, record=failed.record) == 0

    failed.refresh_from_db()
    assert failed.state == Page.State.WAITING
    assert asked() == [failed.file_id]


def read_as(text: str, score: float) -> PageReading:
    line = Line(text, tuple((20 * n, 60, 20, 20) for n in range(len(text))), score)
    return PageReading(1, 1200, 1700, (line,), TextSource.OCR, "rapidocr 4.0.0")


def test_pages_read_poorly_are_read_again_and_those_of_a_person_are_not():
    poor, sure, corrected = pages_of(RecordFactory(), 3, confidence=0.5)
    Page.objects.filter(pk=sure.pk).update(confidence=0.9)
    correct_line(actor=OPERATOR, page=corrected, line=0, text="关于城西水渠修缮问题的批复", version=1)

    assert read_again(actor=OPERATOR, record=poor.record) == 0
    assert read_again(actor=OPERATOR, record=poor.record, below=0.8) == 1
    assert asked() == [poor.file_id]
    waiting = Page.objects.get(state=Page.State.WAITING)
    assert (waiting.pk, waiting.text) == (poor.pk, poor.text)


def test_a_poor_reading_gives_way_to_a_better_one_and_stays_as_a_version():
    page = PageFactory(text="关丁城东水渠修善", confidence=0.5, state=Page.State.WAITING)

    assert enter_recognition(page=page, reading=read_as("关于城东水渠修缮问题的批复", 0.97))

    page.refresh_from_db()
    assert (page.text, page.engine, page.version) == ("关于城东水渠修缮问题的批复", "rapidocr 4.0.0", 2)
    assert PageVersion.objects.get(page=page).engine == "rapidocr 3.10.0"


@pytest.mark.parametrize("again", [read_as("关于", 0.99), PageReading(1, 1200, 1700, (), TextSource.OCR, "x")])
def test_a_reading_of_less_does_not_replace_one_of_more(again):
    page = PageFactory(confidence=0.5, state=Page.State.WAITING)
    before = page.text

    assert enter_recognition(page=page, reading=again)

    page.refresh_from_db()
    assert (page.text, page.state, page.version) == (before, Page.State.READY, 1)


def test_a_page_read_before_is_as_it_was_when_reading_it_again_fails():
    page = PageFactory(state=Page.State.WAITING)

    give_up_page(page=page)

    page.refresh_from_db()
    assert (page.state, bool(page.text)) == (Page.State.READY, True)


def test_the_command_says_which_score_it_wants():
    with pytest.raises(CommandError, match="number from 0 to 1"):
        call_command("read_again", "--below", "many")


def test_the_command_reads_again_below_a_score(capsys):
    PageFactory(confidence=0.5)
    PageFactory(confidence=0.95)

    call_command("read_again", "--below", "0.8", "--json")

    assert json.loads(capsys.readouterr().out)["pages"] == 1


def test_waiting_pages_without_a_task_are_asked_for_once():
    pages = pages_of(RecordFactory(), 2, state=Page.State.WAITING)
    PageFactory()

    assert [ask_for_forgotten(), ask_for_forgotten()] == [2, 0]
    assert asked() == sorted(page.file_id for page in pages)


def test_a_file_whose_task_fails_again_and_again_is_given_up():
    page = PageFactory(state=Page.State.WAITING, text="")
    for _ in range(MOST_TRIES):
        assert ask_for_forgotten() == 1
        fail()

    assert ask_for_forgotten() == 0
    page.refresh_from_db()
    assert page.state == Page.State.FAILED


def test_the_text_of_a_page_without_any_is_typed_and_never_over_another():
    page = PageFactory(text="", state=Page.State.FAILED)

    write_page(actor=OPERATOR, page=page, text=" 柳家湾大队\r\n会议记录\n", version=1)

    assert [line.text for line in queries.lines_of(page)] == ["柳家湾大队", "会议记录"]
    assert (page.state, page.source, page.version) == (Page.State.READY, "corrected", 2)
    with pytest.raises(PageHasChanged):
        write_page(actor=OPERATOR, page=page, text="别的", version=2)
