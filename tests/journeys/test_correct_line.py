import pytest

from lantai.base.accounts.access import ANONYMOUS, OPERATOR, NotAllowed
from lantai.base.audit.models import Event
from lantai.engines.formats.model import Line, PageReading, TextSource, unpack_lines
from lantai.engines.search.document import SearchQuery
from lantai.engines.search.indexing import drain_all
from lantai.holdings.accessions.actions import begin_transfer, carry_out
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.actions import LineUnknown, PageHasChanged, correct_line, enter_recognition, give_up_page
from lantai.holdings.fulltext.asked import Asked
from lantai.holdings.fulltext.finding import find_records
from lantai.holdings.fulltext.hits import page_hits, record_hits
from lantai.holdings.fulltext.leaves import leaf_with_text
from lantai.holdings.fulltext.models import Page, PageLayout, PageVersion
from lantai.holdings.fulltext.queries import lines_of, recognition_counts

pytestmark = pytest.mark.django_db


def reading_of(*texts, rotation=0):
    lines = tuple(
        Line(text, tuple((100 + 20 * n, 50 * row, 20, 30) for n in range(len(text))), 0.9)
        for row, text in enumerate(texts, start=1)
    )
    return PageReading(1, 800, 1000, lines, TextSource.OCR, "engine 1", rotation)


@pytest.fixture
def page(fonds, tmp_path):
    """A page that waits for recognition, brought in by the real intake as a one-pixel-deep scan."""
    from PIL import Image

    source = tmp_path / "p"
    source.mkdir()
    Image.new("L", (400, 300), 255).save(source / "J001-1-001-001.png")
    carry_out(actor=OPERATOR, transfer=begin_transfer(actor=OPERATOR, fonds=fonds, source=source))
    return Page.objects.select_related("record__fonds__institution", "file__stored").get()


@pytest.fixture
def read(page):
    assert enter_recognition(page=page, reading=reading_of("临江县人民政府", "关于兴修水利的通和"))
    page.refresh_from_db()
    return page


def test_it_waits_before_it_is_recognised(page):
    assert (page.state, page.text, recognition_counts()) == (Page.State.WAITING, "", {"waiting": 1})


def test_it_writes_what_was_recognised_once(page):
    assert enter_recognition(page=page, reading=reading_of("甲", rotation=90))
    assert not enter_recognition(page=page, reading=reading_of("乙"))

    page.refresh_from_db()
    assert (page.text, page.rotation, page.width, page.state, page.engine) == ("甲", 90, 800, "ready", "engine 1")


def test_it_gives_up_a_page_only_while_it_waits(read):
    give_up_page(page=read)

    read.refresh_from_db()
    assert read.state == Page.State.READY


def test_it_corrects_a_line_and_keeps_the_text_before_with_its_author(read):
    correct_line(actor=OPERATOR, page=read, line=1, text="关于兴修水利的通知", version=1)

    read.refresh_from_db()
    assert (read.text, read.version, read.source, read.corrected_by) == (
        "临江县人民政府\n关于兴修水利的通知", 2, "corrected", "operator",
    )  # fmt: skip
    kept = PageVersion.objects.get()
    assert (kept.number, kept.author, unpack_lines(bytes(kept.lines))[1].text) == (1, "engine 1", "关于兴修水利的通和")
    correct_line(actor=OPERATOR, page=read, line=0, text="临江县革命委员会", version=2)
    assert list(PageVersion.objects.values_list("number", "author")) == [(1, "engine 1"), (2, "operator")]


def test_it_keeps_boxes_that_still_fit_and_lays_out_others_along_the_line(read):
    before = lines_of(read)[1].boxes
    correct_line(actor=OPERATOR, page=read, line=1, text="关于兴修水利的通知", version=1)
    assert lines_of(read)[1].boxes == before

    read.refresh_from_db()
    correct_line(actor=OPERATOR, page=read, line=1, text="关于兴修水利工程的紧急通知", version=2)
    boxes = lines_of(read)[1].boxes
    assert len(boxes) == len("关于兴修水利工程的紧急通知")
    assert (boxes[0][0], boxes[-1][0] + boxes[-1][2]) == (before[0][0], before[-1][0] + before[-1][2])


def test_it_lets_the_index_follow(read):
    drain_all()
    correct_line(actor=OPERATOR, page=read, line=1, text="关于兴修水利的通知", version=1)
    drain_all()

    assert find_records(SearchQuery(words="水利的通知"), scope=OPERATOR.scope()).count == 1
    assert find_records(SearchQuery(words="水利的通和"), scope=OPERATOR.scope()).count == 0


def test_it_shows_both_texts_to_who_comes_too_late(read):
    correct_line(actor=OPERATOR, page=read, line=1, text="先到的", version=1)
    before = Event.objects.count()

    with pytest.raises(PageHasChanged) as refused:
        correct_line(actor=OPERATOR, page=read, line=1, text="后到的", version=1)
    assert "先到的" in str(refused.value.params) or "后到的" in str(refused.value.params)
    assert refused.value.params["yours"] == "后到的"
    read.refresh_from_db()
    assert "先到的" in read.text
    assert Event.objects.count() == before


def test_it_refuses_people_without_the_right_and_lines_that_are_not_there(read):
    before = (Event.objects.count(), PageVersion.objects.count())
    with pytest.raises(NotAllowed):
        correct_line(actor=ANONYMOUS, page=read, line=1, text="x", version=1)
    with pytest.raises(LineUnknown):
        correct_line(actor=OPERATOR, page=read, line=9, text="x", version=1)
    assert (Event.objects.count(), PageVersion.objects.count()) == before


def test_it_leaves_one_event_that_names_both_texts(read):
    correct_line(actor=OPERATOR, page=read, line=0, text="临江县革委会", version=1)

    event = Event.objects.get(verb="page:text:correct")
    assert (event.data["before"], event.data["after"]) == ("临江县人民政府", "临江县革委会")


def test_it_boxes_a_hit_that_runs_over_two_lines(read):
    hits = page_hits(leaf_with_text(read, OPERATOR.scope()), Asked("政府关于"))

    assert [(read.text[h.start : h.end], h.boxes) for h in hits] == [
        ("政府\n关于", ((200, 50, 40, 30), (100, 100, 40, 30)))
    ]
    assert record_hits(Record.objects.get(), Asked("水利"), scope=OPERATOR.scope()).counts == {1: 1}


def test_it_never_boxes_what_was_not_found(read):
    assert page_hits(leaf_with_text(read, OPERATOR.scope()), Asked("民政局")) == ()
    assert PageLayout.objects.count() == 1
