"""Setting printed documents: PDF/A on paper of the right size, with the words that were given and no others."""

import datetime as dt

import pikepdf
import pypdfium2
import pytest

from lantai.engines.formats import codes
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.typesetting import PLACEHOLDER, typeset
from lantai.engines.formats.workers import ReaderPool

MADE = dt.datetime(2026, 11, 29, 8, 0, tzinfo=dt.UTC)
TEMPLATE = """
#let data = json(bytes(sys.inputs.values))
#set document(title: data.title)
#set page(width: 100mm, height: 50mm, margin: 5mm)
#set text(font: ("Noto Serif SC", "Noto Sans SC"), lang: "zh", cjk-latin-spacing: none)
#for row in data.rows [#row.text #parbreak()]
#for each in data.missing [#each.code #each.count #each.places.join(" ")]
"""


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "form.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def made(template, rows, **options):
    target = template.with_suffix(".pdf")
    values = {"title": "表", "rows": [{"place": f"第{n}行", "text": text} for n, text in enumerate(rows, 1)]}
    return typeset(template, values, target, made=MADE, tagged=options.get("tagged", True)), target


def text_of(path):
    with pypdfium2.PdfDocument(path) as pdf:
        return "".join(page.get_textpage().get_text_range() for page in pdf)


def test_it_lays_down_the_words_on_paper_of_the_size_asked_for(template):
    done, path = made(template, ["云政发〔1987〕3号 J001-WS·1987-Y-0001"])

    assert (done.pages, done.size, done.missing) == (1, path.stat().st_size, ())
    assert "云政发〔1987〕3号 J001-WS·1987-Y-0001" in text_of(path)
    with pypdfium2.PdfDocument(path) as pdf:
        assert [round(side * 25.4 / 72) for side in pdf[0].get_size()] == [100, 50]


@pytest.mark.parametrize("tagged", [True, False])
def test_it_writes_pdf_a(template, tagged):
    _, path = made(template, ["云溪区"], tagged=tagged)

    with pikepdf.open(path) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "2B"
        assert not pdf.is_encrypted
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert ("/StructTreeRoot" in pdf.Root) is tagged
        fonts = [font for page in pdf.pages for font in page.resources.Font.values()]
        inner = [font.DescendantFonts[0].FontDescriptor for font in fonts]
        assert inner
        assert all("/FontFile3" in descriptor or "/FontFile2" in descriptor for descriptor in inner)


def test_it_gives_the_same_bytes_for_the_same_values_and_moment(template):
    first, path = made(template, ["云溪区", "𠮷"])
    before = path.read_bytes()

    second, _ = made(template, ["云溪区", "𠮷"])

    assert first == second
    assert path.read_bytes() == before


def test_a_character_without_a_shape_is_a_placeholder_and_told(template):
    done, path = made(template, ["关于𠮷某的通知", "无", "𠮷\U000e0100与\ue000"])

    assert [(each.code, each.count, each.places) for each in done.missing] == [
        ("U+20BB7", 2, ("第1行", "第3行")),
        ("U+E000", 1, ("第3行",)),
    ]
    text = text_of(path)
    assert text.count(PLACEHOLDER) == 3
    assert "U+20BB7 2 第1行 第3行" in text


def test_only_the_first_places_are_told(template):
    done, _ = made(template, ["𠮷"] * 20)

    assert done.missing[0].count == 20
    assert done.missing[0].places == ("第1行", "第2行", "第3行", "第4行", "第5行", "第6行", "…")


def test_characters_without_a_shape_of_their_own_are_left_out(template):
    done, path = made(template, ["云\u200b溪\ufeff区\x07"])

    assert done.missing == ()
    assert "云溪区" in text_of(path)


def test_extension_a_is_shown(template):
    done, path = made(template, ["㐂㙘䶮"])

    assert done.missing == ()
    assert "㐂㙘䶮" in text_of(path)


def test_a_long_word_without_a_place_to_break_stays_on_the_page(template):
    word = "ABCDEFGHIJ" * 12
    _, path = made(template, [word])

    with pypdfium2.PdfDocument(path) as pdf:
        page = pdf[0].get_textpage()
        right = max(page.get_charbox(n)[2] for n in range(page.count_chars()))
        assert right <= pdf[0].get_width() - 5 / 25.4 * 72 + 0.5
        assert page.get_text_range().replace("\r\n", "").replace("\u200b", "").startswith(word)


def test_nothing_that_is_given_is_run_as_markup(template):
    _, path = made(template, ["#panic() *x* $1$ \\ [ ] @y <z>"])

    assert "#panic() *x* $1$ \\ [ ] @y <z>" in text_of(path)


def test_a_broken_template_is_refused_in_words(template):
    template.write_text("#let x = (", encoding="utf-8")

    with pytest.raises(Unreadable) as refusal:
        made(template, ["云"])

    assert refusal.value.code == codes.NOT_SET
    assert "form.typ" in refusal.value.params["detail"]


def test_a_template_that_never_ends_is_stopped(template):
    template.write_text("#while true { box() }", encoding="utf-8")

    with ReaderPool(1) as pool, pytest.raises(Unreadable) as refusal:
        pool.call(typeset, template, {}, template.with_suffix(".pdf"), made=MADE, tagged=False, seconds=1.5)

    assert refusal.value.code in {codes.TOOK_TOO_LONG, codes.NOT_SET}
