"""What may be withheld of a record, what is refused, and what stays withheld when pages change."""

from __future__ import annotations

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.engines.formats.model import Line, pack_lines
from lantai.engines.search.models import OutboxEntry
from lantai.holdings.catalogue.actions import Person, enter_persons, replace_persons
from lantai.holdings.catalogue.models import PersonEntry
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.holdings.fulltext.actions import correct_line
from lantai.holdings.fulltext.models import PageLayout
from lantai.holdings.fulltext.queries import page_states
from lantai.holdings.fulltext.tests.factories import pages_of
from lantai.holdings.withholding import actions
from lantai.holdings.withholding.actions import WithheldPassage, withhold, withhold_page
from lantai.holdings.withholding.models import Withheld
from lantai.holdings.withholding.queries import page_digest, pages_to_confirm, to_confirm, veil_of, withheld_of

pytestmark = pytest.mark.django_db
TEXT = "经查明，柳文澜同志\n于一九五八年离异。"


@pytest.fixture
def record():
    record = RecordFactory(title="关于复查的决定", record_type="document", opening_state="open")
    pages_of(record, 2, text=TEXT)
    return record


def passage(start: int = 4, end: int = 7, **said) -> WithheldPassage:
    return WithheldPassage(page_number=1, ground="R3a", start=start, end=end, **said)


def veil(record, page: int = 1):
    return veil_of(withheld_of([record.pk])[record.pk].get(page, []), page_states(record.pk, [page])[page])


def test_it_withholds_exactly_what_was_said_last(record):
    withhold(actor=OPERATOR, record=record, passages=[passage(), passage(10, 12)], source="A" * 26)
    withhold(actor=OPERATOR, record=record, passages=[passage()], source="B" * 26)

    row = Withheld.objects.get()
    assert (row.start, row.end, row.source, row.by) == (4, 7, "B" * 26, "operator")
    assert OutboxEntry.objects.filter(key=record.pk).exists()


def test_it_withholds_nothing_once_nothing_is_named(record):
    withhold(actor=OPERATOR, record=record, passages=[passage()])

    assert withhold(actor=OPERATOR, record=record, passages=()) == 1
    assert withheld_of([record.pk]) == {}


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (WithheldPassage(3, "R3a", whole_page=True), actions.PageNotThere),
        (WithheldPassage(1, "R3a", start=4, end=4), actions.PassageNotThere),
        (WithheldPassage(1, "R3a", start=4), actions.PassageNotThere),
        (WithheldPassage(1, "R3a", start=0, end=len(TEXT) + 1), actions.PassageNotThere),
        (WithheldPassage(1, "R3a", start=-2, end=1), actions.PassageNotThere),
        (WithheldPassage(1, "R3a", boxes=((0.9, 0.1, 0.2, 0.1),)), actions.PlaceNotThere),
        (WithheldPassage(1, "R3a", boxes=((0.1, 0.1, 0.0, 0.1),)), actions.PlaceNotThere),
        (WithheldPassage(1, "R3a"), actions.NothingMeant),
        (WithheldPassage(1, "R9", whole_page=True), actions.NothingMeant),
    ],
)
def test_it_refuses_what_is_not_there_and_keeps_what_was_withheld(record, said, error):
    withhold(actor=OPERATOR, record=record, passages=[passage()])

    with pytest.raises(error):
        withhold(actor=OPERATOR, record=record, passages=[said])

    assert Withheld.objects.get().start == 4


def test_it_refuses_to_withhold_what_the_title_says(record):
    record.title = "关于柳文澜 同志的决定"
    record.save(update_fields=["title"])

    with pytest.raises(actions.DescriptionSaysIt):
        withhold(actor=OPERATOR, record=record, passages=[passage()])


# ── what of a page goes ──


def test_it_paints_the_characters_of_a_passage_with_a_margin_and_a_part_a_line(record):
    withhold(actor=OPERATOR, record=record, passages=[passage(4, 12)])

    found = veil(record)
    first, second = found.parts
    x, y, w, h = first[0] * 1200, first[1] * 1700, first[2] * 1200, first[3] * 1700
    assert (x, y, x + w, y + h) == pytest.approx((251, 191, 465, 249))  # boxes 260-456, 200-240, and a margin of 9
    assert second[1] > first[1]
    assert found.text(TEXT) == "经查明，████九五八年离异。"
    assert [line.text for line in found.lines(page_states(record.pk, [1])[1].lines)] == ["经查明，████九五八年离异。"]


def test_it_gives_lines_whose_texts_are_the_masked_text_and_no_box_for_the_mark(record):
    withhold(actor=OPERATOR, record=record, passages=[passage(), passage(15, 17)])

    found, state = veil(record), page_states(record.pk, [1])[1]
    lines = found.lines(state.lines)
    assert "\n".join(line.text for line in lines) == found.text(TEXT) == "经查明，████同志\n于一九五八████异。"
    assert all(len(line.boxes) == len(line.text) for line in lines)
    assert lines[0].boxes[4:8] == ((0, 0, 0, 0),) * 4
    assert lines[0].boxes[8] == state.lines[0].boxes[7]


def test_it_withholds_the_text_below_a_box_that_was_drawn(record):
    box = (258 / 1200, 195 / 1700, 110 / 1200, 50 / 1700)

    withhold(actor=OPERATOR, record=record, passages=[WithheldPassage(1, "R3a", boxes=(box,))])

    assert veil(record).text(TEXT) == "经查明，████同志\n于一九五八年离异。"


@pytest.mark.parametrize("said", [passage(), WithheldPassage(1, "R3a", boxes=((0.1, 0.1, 0.1, 0.1),))])
def test_it_withholds_a_page_whole_whose_characters_stand_nobody_knows_where(record, said):
    layout = PageLayout.objects.get(page__record=record, page__position=1)
    layout.lines = pack_lines([Line(text) for text in TEXT.split("\n")])
    layout.save()

    withhold(actor=OPERATOR, record=record, passages=[said])

    assert veil(record).whole
    assert veil(record).text(TEXT) == ""


def test_it_takes_passages_of_a_page_without_an_image_from_its_text_alone(record):
    record.pages.update(width=0, height=0)
    PageLayout.objects.all().delete()

    withhold(actor=OPERATOR, record=record, passages=[passage()])

    assert (veil(record).whole, veil(record).parts) == (False, ())
    assert veil(record).text(TEXT) == "经查明，████同志\n于一九五八年离异。"


# ── pages that change ──


def test_it_withholds_a_page_whole_whose_text_was_corrected_until_somebody_looks(record):
    withhold(actor=OPERATOR, record=record, passages=[passage()])
    page = record.pages.get(position=1)

    correct_line(actor=OPERATOR, page=page, line=0, text="兹经查明，柳文澜同志", version=page.version)

    assert veil(record).whole
    assert to_confirm(record.pk) == [1]
    assert [each.page_number for each in pages_to_confirm({"*"})] == [1]
    withhold_page(actor=OPERATOR, record=record, page=1, passages=[passage(5, 8)])
    assert to_confirm(record.pk) == []
    assert not pages_to_confirm({"*"})
    assert veil(record).text("兹经查明，柳文澜同志") == "兹经查明，████同志"


def test_it_withholds_a_page_whole_that_changed_between_the_decision_and_its_coming_into_force(record):
    decided = page_digest(record.pk, 1)
    page = record.pages.get(position=1)
    correct_line(actor=OPERATOR, page=page, line=0, text="兹经查明，柳文澜同志", version=page.version)

    withhold(actor=OPERATOR, record=record, passages=[passage(digest=decided)])

    assert veil(record).whole


def test_it_leaves_other_pages_when_one_is_looked_at(record):
    second = WithheldPassage(2, "R5", whole_page=True)
    withhold(actor=OPERATOR, record=record, passages=[passage(), second], source="A" * 26)

    withhold_page(actor=OPERATOR, record=record, page=1, passages=[])

    assert [row.page_number for row in Withheld.objects.all()] == [2]
    with pytest.raises(actions.PageNotThere):
        withhold_page(actor=OPERATOR, record=record, page=1, passages=[second])


# ── persons ──


def names(record) -> set[str]:
    return set(PersonEntry.objects.filter(record=record, is_withheld=False).values_list("name", flat=True))


def test_it_hides_persons_of_what_is_withheld_and_shows_the_others(record):
    enter_persons([(record, [Person("柳文澜"), Person("司徒远")])])

    withhold(actor=OPERATOR, record=record, passages=[passage()])
    assert names(record) == {"司徒远"}
    replace_persons(record, [Person("柳 文澜"), Person("司徒远"), Person("高明", former_names="柳文澜")])
    assert names(record) == {"司徒远"}
    withhold(actor=OPERATOR, record=record, passages=())
    assert names(record) == {"柳 文澜", "司徒远", "高明"}


@pytest.mark.parametrize("kind", ["marriage", "", "unheard_of"])
def test_it_hides_every_person_where_the_type_does_not_say_that_names_are_public(record, kind):
    record.record_type = kind
    record.save(update_fields=["record_type"])
    enter_persons([(record, [Person("司徒远")])])

    withhold(actor=OPERATOR, record=record, passages=[passage()])

    assert names(record) == set()
