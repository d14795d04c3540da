"""Copies beside originals: what is stored, what is refused, and that nothing is done twice or lost."""

import contextlib
import io
import json

import pikepdf
import pytest
from lxml import etree
from PIL import Image

import lantai
from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.engines.formats.converting.converters import Profile, converter_for, is_installed
from lantai.engines.formats.model import Line, pack_lines
from lantai.engines.formats.reading import read_file
from lantai.engines.formats.tests.samples import PARAGRAPH, pdf
from lantai.engines.jobs.models import Job
from lantai.engines.storage.current import blob_store
from lantai.engines.storage.errors import DiskIsFull
from lantai.holdings.fulltext.models import Page, PageLayout
from lantai.holdings.fulltext.tests.factories import PageFactory
from lantai.holdings.normalisation import choosing, codes, policy
from lantai.holdings.normalisation.actions import (
    AlreadyKept,
    Wanted,
    begin_run,
    carry_out_run,
    keep_derivative,
    pause_run,
)
from lantai.holdings.normalisation.choosing import candidates, cells_of
from lantai.holdings.normalisation.models import Derivative, FormatTally, NormalisationFinding, NormalisationRun
from lantai.holdings.normalisation.policy import current_policy, policy_problem
from lantai.holdings.normalisation.running import RunHasEnded, ToolsAreMissing, work_folder
from lantai.holdings.normalisation.tests.acts import made_of
from lantai.holdings.preservation.derivatives import kept_derivative
from lantai.holdings.preservation.models import StoredFile
from lantai.holdings.preservation.ocfl.layout import prepare_root
from lantai.holdings.preservation.ocfl.read import open_file
from lantai.holdings.preservation.tests.ocfl_objects import outside_judgement
from lantai.holdings.preservation.triggers import keep_triggers

PREMIS = {"p": "http://www.loc.gov/premis/v3"}
State = NormalisationRun.State


@pytest.fixture
def ghostscript():
    converter = converter_for(Profile.PDFA_2B, "pdf")
    if not is_installed(converter):
        pytest.skip(f"{converter.name} is not installed ({converter.install})")


def begin(file, **more):
    return begin_run(actor=OPERATOR, institution=file.stored.record.institution, **more)


def carry_out(run):
    return carry_out_run(actor=OPERATOR, run=run)


def content(file, path, version=None):
    with open_file(blob_store(), file.stored.object_id, path, version) as blob:
        return blob.read()


def test_a_pdf_gets_a_checked_copy_beside_it_told_in_premis_and_mets(stored, home, ghostscript):
    file = stored()
    before = content(file, file.logical_path)
    plain = stored(
        "说明.txt",
        source="兰台".encode(),
        puid="x-fmt/111",
        mime="text/plain",
        kind="text",
        fonds=file.stored.record.fonds,
    )

    run = carry_out(begin(file))

    copy = Derivative.objects.get()
    assert (run.state, run.converted, run.failed, run.files_total) == (State.DONE, 1, 0, 1)
    assert (copy.file, copy.puid, copy.profile) == (file, "fmt/477", "pdfa-2b")
    assert copy.checks["pages"] == {"original": 1, "copy": 1}
    assert copy.checks["text_kept"] > 0.95
    assert content(file, file.logical_path) == before == content(file, file.logical_path, "v2")
    assert content(file, copy.logical_path).startswith(b"%PDF-1.")
    premis = etree.fromstring(content(file, "premis.xml"))
    assert premis.findtext(".//p:relationshipType[.='derivation']", namespaces=PREMIS) == "derivation"
    assert "normalization" in premis.xpath("//p:eventType/text()", namespaces=PREMIS)
    assert 'USE="derivative"' in content(file, "mets.xml").decode()
    file.stored.refresh_from_db()
    assert file.stored.version == 2
    plain.stored.refresh_from_db()
    assert plain.stored.version == 1
    assert outside_judgement(home / "storage")[:3] == (True, 2, 2)
    assert not work_folder(run.ulid).exists()
    assert Event.objects.filter(verb="file:normalise", subject_id=file.stored.record.ulid).count() == 1


def test_what_does_not_come_out_right_is_a_finding_and_the_original_remains(stored, ghostscript):
    """A broken file and one whose fonts are not there; the next run passes them over unless it is to try again."""
    broken = stored("坏.pdf", source=b"%PDF-1.4\nnothing")
    without = io.BytesIO()
    text = pdf(broken_path := work_folder("x").parent.parent / "f.pdf", PARAGRAPH)
    with pikepdf.open(text) as document:
        child = next(iter(document.pages[0].Resources.Font.values())).DescendantFonts[0]
        for key in ("/FontFile2", "/FontFile3"):
            if key in child.FontDescriptor:
                del child.FontDescriptor[key]
        document.save(without)
    broken_path.unlink()
    foreign = stored("缺字体.pdf", source=without.getvalue(), fonds=broken.stored.record.fonds)

    run = carry_out(begin(broken))

    found = {each.file_id: each for each in NormalisationFinding.objects.all()}
    assert (run.converted, run.failed) == (0, 2)
    assert found[foreign.pk].code == codes.FONT_ABSENT
    assert found[broken.pk].code in (codes.FAILED, codes.NOT_PDFA, codes.PAGES_DIFFER)
    assert all(each.as_finding().sentence() and each.as_finding().remedy() for each in found.values())
    assert not Derivative.objects.exists()
    assert carry_out(begin(broken)).files_total == 0


def test_a_copy_published_by_a_run_that_was_killed_gets_its_row_and_no_second_version(stored):
    file = stored()
    first = keep_derivative(actor=OPERATOR, made=made_of(file))
    said = (first.sha512, first.tool, first.checks)
    Derivative.objects.all().delete()

    again = keep_derivative(actor=OPERATOR, made=made_of(file))

    assert (again.sha512, again.tool, again.checks) == said
    file.stored.refresh_from_db()
    assert file.stored.version == 2
    assert json.loads(kept_derivative(file, "pdfa-2b").note)["outcome"] == "success"
    with pytest.raises(AlreadyKept):
        keep_derivative(actor=OPERATOR, made=made_of(file))


def test_a_run_rests_and_goes_on_and_takes_no_more_than_it_was_told(stored, ghostscript):
    files = [stored()]
    files += [stored(f"{n}.pdf", fonds=files[0].stored.record.fonds) for n in range(1)]
    run = begin(files[0], wanted=Wanted(most=1))
    pause_run(actor=OPERATOR, run=run, paused=True)
    assert carry_out(run).state == State.PAUSED

    NormalisationRun.objects.update(state=State.WAITING)
    run = carry_out(run)

    assert (run.state, run.converted, candidates(begin(files[0]), current_policy()).count()) == (State.DONE, 1, 1)
    with pytest.raises(RunHasEnded):
        carry_out(run)


OFD_OF_SCANS = """version: 1
edition: 本馆
formats:
- {id: scans, name: {zh: 扫描件, en: scans}, puids: [fmt/43], risk: low, standing: acceptable, action: ofd,
   reason: {zh: 双层版式, en: two layers}, source: 本馆}
"""


@pytest.fixture
def scan(stored, settings, tmp_path):
    """A scanned page with its recognised line, in an archive whose policy wants OFD of scans."""
    settings.FORMAT_POLICY_FILE = tmp_path / "formats.yaml"
    settings.FORMAT_POLICY_FILE.write_text(OFD_OF_SCANS, encoding="utf-8")
    out = io.BytesIO()
    Image.new("L", (827, 1169), "white").save(out, "JPEG", dpi=(100, 100))
    file = stored("扫描.jpg", source=out.getvalue(), puid="fmt/43", mime="image/jpeg", kind="image")
    page = PageFactory(record=file.stored.record, file=file, width=827, height=1169, text="知青名册", source="ocr")
    boxes = tuple((100 + n * 40, 200, 38, 38) for n in range(4))
    PageLayout.objects.filter(page=page).update(lines=pack_lines([Line("知青名册", boxes, 0.9)]))
    return file


def test_a_scan_gets_an_ofd_that_can_be_searched(scan, tmp_path, home):
    run = carry_out(begin(scan))

    copy = Derivative.objects.get()
    assert (run.state, run.converted, copy.profile, copy.name) == (State.DONE, 1, "ofd", "扫描.jpg.ofd")
    assert (copy.mime, copy.tool, copy.checks["text_kept"]) == ("application/ofd", f"Lantai {lantai.__version__}", 1.0)
    assert copy.checks["pages"] == {"original": 1, "copy": 1}
    (tmp_path / "copy.ofd").write_bytes(content(scan, copy.logical_path))
    assert [page.text for page in read_file(tmp_path / "copy.ofd").pages] == ["知青名册"]
    assert outside_judgement(home / "storage")[:1] == (True,)


def test_a_scan_that_is_not_read_yet_waits_and_is_done_when_it_is(scan):
    Page.objects.update(state=Page.State.WAITING)

    assert carry_out(begin(scan)).failed == 1
    finding = NormalisationFinding.objects.get()
    assert (finding.code, finding.params["waiting"]) == (codes.NOT_RECOGNISED, 1)

    Page.objects.update(state=Page.State.READY)
    assert carry_out(begin(scan, wanted=Wanted(again=True))).converted == 1


def test_a_copy_without_the_text_it_should_have_does_not_count(scan):
    """Text that lies nowhere on the page is not found in what was written."""
    page = Page.objects.get()
    boxes = tuple((9000 + n * 40, 9000, 38, 38) for n in range(4))
    PageLayout.objects.filter(page=page).update(lines=pack_lines([Line("知青名册", boxes, 0.9)]))

    assert carry_out(begin(scan)).failed == 1
    assert NormalisationFinding.objects.get().code == codes.TEXT_LOST
    assert not Derivative.objects.exists()


def test_without_the_program_it_says_what_to_install(stored, monkeypatch):
    monkeypatch.setattr(policy, "is_installed", lambda _converter: False)
    file = stored()
    run = begin(file)

    with pytest.raises(ToolsAreMissing) as refusal:
        carry_out(run)

    assert refusal.value.exit_code == 4
    assert "apt-get install ghostscript" in refusal.value.remedy()
    run.refresh_from_db()
    assert (run.state, "Ghostscript" in run.message) == (State.STOPPED, True)
    assert choosing.missing_tools(cells_of(["LT01", run.institution], current_policy()))


def test_counts_follow_every_file_and_copy(stored):
    file = stored()
    stored("二.pdf", fonds=file.stored.record.fonds)
    keep_derivative(actor=OPERATOR, made=made_of(file))
    code = file.stored.record.institution_id

    [cell] = cells_of([code], current_policy())
    assert (cell.puid, cell.files, cell.derivatives, cell.waiting, cell.rule.id) == ("fmt/276", 2, 1, 1, "pdf")

    StoredFile.objects.filter(pk=file.pk).update(puid="fmt/477", size=7)
    told = {cell.rule.id: (cell.files, cell.bytes) for cell in cells_of([code], current_policy())}
    assert told["pdfa"] == (1, 7)
    Derivative.objects.all().delete()
    StoredFile.objects.all().delete()
    assert cells_of([code], current_policy()) == []
    assert sum(FormatTally.objects.values_list("derivatives", flat=True)) == 0
    keep_triggers()


def test_the_archives_own_policy_goes_before_and_a_wrong_one_is_told(settings, tmp_path):
    settings.FORMAT_POLICY_FILE = tmp_path / "formats.yaml"
    shipped = current_policy()
    rule = "{id: mine, name: {zh: 公文, en: papers}, kinds: [word], risk: low, standing: acceptable, action: ofd, "
    text = f"version: 1\nedition: 本馆\nformats:\n- {rule}reason: {{zh: 依规, en: rule}}, source: 本馆}}\n"

    settings.FORMAT_POLICY_FILE.write_text(text, encoding="utf-8")
    own = current_policy().rule_for("fmt/412", "word")
    assert (own.id, own.profile, own.converter("word")) == ("mine", Profile.OFD, None)
    assert current_policy().rule_for("fmt/40", "doc") == shipped.rule_for("fmt/40", "doc")

    settings.FORMAT_POLICY_FILE.write_text(text.replace("ofd", "paper") + "\n", encoding="utf-8")
    assert policy_problem().line == 4
    assert current_policy().rule_for("fmt/412", "word").id == "docx"


def test_the_shipped_policy_has_an_answer_for_everything():
    policy = current_policy()

    assert policy_problem() is None
    assert policy.rule_for("", "").id == "unknown"
    assert policy.rule_for("fmt/477", "pdf").id == "pdfa"
    assert policy.rule_for("fmt/61", "sheet").id == "xls"


def test_a_disk_that_is_full_stops_the_run_in_words_and_it_goes_on_when_there_is_room(
    home, small_disk, settings, request
):
    """The storage lies on a disk of its own, which is full by the time the copy is to go beside its original."""
    settings.STORAGE = {
        **settings.STORAGE,
        "PATH": small_disk / "storage",
    }
    blob_store.cache_clear()
    blob_store().prepare()
    prepare_root(blob_store())
    file = request.getfixturevalue("scan")
    before = content(file, file.logical_path)
    run = begin(file)
    filler = small_disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as rest:
        while True:
            rest.write(b"\0" * 4096)

    with pytest.raises(DiskIsFull):
        carry_out(run)

    run.refresh_from_db()
    job = Job.objects.get(kind="normalisation")
    assert (run.state, bool(run.message), job.state) == (State.STOPPED, True, "failed")
    assert content(file, file.logical_path) == before
    assert not NormalisationFinding.objects.exists()
    filler.unlink()
    assert (carry_out(run).state, run.converted, Derivative.objects.count()) == (State.DONE, 1, 1)
    assert outside_judgement(small_disk / "storage")[:3] == (True, 1, 1)
