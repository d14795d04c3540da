"""The sieve for PDF/A-2b: what we print passes, one fault planted in it is told by its clause, the corpus agrees."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from bench.pdfa import corpus_files, told_by_name
from lantai.engines.formats.pdfa.check import check_pdfa
from lantai.engines.formats.pdfa.rules import RULES
from lantai.engines.formats.tests.samples import PARAGRAPH, pdfa
from tests.support.shared import shared_data


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """A page as the house prints it."""
    return pdfa(tmp_path_factory.mktemp("pdfa") / "printed.pdf", PARAGRAPH)


def other_part(pdf):
    pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(b"<pdfaid:part>2<", b"<pdfaid:part>1<"))


def font_left_out(pdf):
    child = next(iter(pdf.pages[0].Resources.Font.values())).DescendantFonts[0]
    for key in ("/FontFile2", "/FontFile3"):
        if key in child.FontDescriptor:
            del child.FontDescriptor[key]


def descriptor(pdf):
    return next(iter(pdf.pages[0].Resources.Font.values())).DescendantFonts[0].FontDescriptor


def program(pdf):
    told = descriptor(pdf)
    return next(told[key] for key in ("/FontFile2", "/FontFile3") if key in told)


def font_cut_off(pdf):
    stream = program(pdf)
    stream.write(stream.read_bytes()[:200])


def font_of_another_kind(pdf):
    descriptor(pdf).FontFile = pdf.make_stream(program(pdf).read_bytes())


def tag_of_another_font(pdf):
    descriptor(pdf).FontName = Name("/ZZZZZZ+Song")


def characters_unlisted(pdf):
    descriptor(pdf).CIDSet = pdf.make_stream(b"\x80")


def wider_than_its_program(pdf):
    child = next(iter(pdf.pages[0].Resources.Font.values())).DescendantFonts[0]
    child.W = Array([1, Array([5000])])  # 0 is what stands for characters there are none of


def script(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def launch(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.Launch, F="x.exe")


def hidden_note(pdf):
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), F=2)
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def film(pdf):
    note = Dictionary(Type=Name.Annot, Subtype=Name.Movie, Rect=Array([0, 0, 0, 0]), F=4)
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def ink(pdf):
    pdf.pages[0].contents_add(pdf.make_stream(b"0 0 0 1 k 0 0 9 9 re f"))


def unknown_operator(pdf):
    pdf.pages[0].contents_add(pdf.make_stream(b"1 2 xyz"))


def form(pdf):
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA="x")


def no_metadata(pdf):
    del pdf.Root.Metadata


FAULTS = {
    other_part: "6.6.4",
    font_left_out: "6.2.11.4.1",
    font_cut_off: "6.2.11.4.1",
    font_of_another_kind: "6.2.11.4.1",
    tag_of_another_font: "6.2.11.4.2",
    characters_unlisted: "6.2.11.4.2",
    wider_than_its_program: "6.2.11.5",
    script: "6.5.1",
    launch: "6.5.1",
    hidden_note: "6.3.2",
    film: "6.3.1",
    ink: "6.2.4.3",
    unknown_operator: "6.2.2",
    form: "6.4.2",
    no_metadata: "6.6.2.1",
}


def test_what_the_house_prints_passes(printed):
    assert check_pdfa(printed).breaches == ()
    assert check_pdfa(printed).pages == 1


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_told_with_its_clause(printed, tmp_path, fault):
    path = tmp_path / "fault.pdf"
    with pikepdf.open(printed) as pdf:
        fault(pdf)
        pdf.save(path, fix_metadata_version=False)

    verdict = check_pdfa(path)

    assert FAULTS[fault] in {each.clause for each in verdict.breaches}
    assert all(each.sentence().startswith("ISO 19005-2 6.") for each in verdict.breaches)


def test_what_is_locked_or_no_pdf_is_told_and_not_raised(printed, tmp_path):
    locked, other = tmp_path / "locked.pdf", tmp_path / "other.pdf"
    with pikepdf.open(printed) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    other.write_bytes(b"no pdf at all")

    assert {each.rule for each in check_pdfa(locked).breaches} >= {"encrypted"}
    assert {each.rule for each in check_pdfa(other).breaches} >= {"header", "unreadable"}
    assert RULES["encrypted"][0] == "6.1.3"


@pytest.mark.shared_data
def test_it_refuses_no_file_of_the_corpus_that_is_right_and_half_of_those_that_are_wrong():
    """A sieve: no false alarm. The figures by clause are in the benchmarks, `python -m bench.pdfa`."""
    files = [(path, told_by_name(path)) for path in corpus_files(shared_data("formats", "verapdf"))]
    verdicts = [(path.name, told[1], check_pdfa(path).passed) for path, told in files if told]

    assert [name for name, right, passed in verdicts if right and not passed] == []
    wrong = [passed for _, right, passed in verdicts if not right]
    assert wrong.count(False) * 2 >= len(wrong)
