"""Examples of the acts of this app: see tests/architecture/acts.py."""

from lantai.base.accounts.access import OPERATOR
from lantai.engines.formats.model import Line, PageReading, TextSource
from lantai.holdings.fulltext.actions import correct_line, enter_recognition, give_up_page, read_again, write_page
from lantai.holdings.withholding.actions import WithheldPassage, withhold
from tests.architecture.acts import Call, example
from tests.support.world import World


@example(correct_line)
def _correct_line(world: World) -> Call:
    page = world.opened.pages.get()
    line = Line("关于春耕", tuple((20 * n, 60, 20, 20) for n in range(4)), 0.9)
    reading = PageReading(page.number, 210, 297, (line,), TextSource.OCR, "rapidocr 3.10.0")
    assert enter_recognition(page=page, reading=reading)
    page.refresh_from_db()
    place = WithheldPassage(page_number=page.number, ground="R3a", boxes=((0.1, 0.1, 0.2, 0.1),))
    withhold(actor=OPERATOR, record=world.opened, passages=[place], source="")  # changed, it waits to be looked at
    return lambda actor: correct_line(actor=actor, page=page, line=0, text="关于秋收", version=page.version)


@example(read_again)
def _read_again(world: World) -> Call:
    give_up_page(page=world.opened.pages.get())
    return lambda actor: read_again(actor=actor, record=world.opened)


@example(write_page)
def _write_page(world: World) -> Call:
    page = world.opened.pages.get()
    give_up_page(page=page)
    return lambda actor: write_page(actor=actor, page=page, text="关于秋收", version=page.version)
