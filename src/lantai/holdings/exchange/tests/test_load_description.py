"""Loading a description: its tree as series and records, each unit once, and all of it out again."""

import json

import pytest
from django.core.management import call_command

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.actions import RecordChange, change_records
from lantai.holdings.catalogue.models import Record, Series
from lantai.holdings.exchange.actions import (
    NotToBeLoaded,
    load_description,
    loading,
    receive_description,
    undo_load,
)
from lantai.holdings.exchange.models import Load
from lantai.holdings.exchange.received import load_folder
from lantai.holdings.exchange.tests.corpus import file_at
from lantai.holdings.exchange.tests.full import enter

HEAD = '<ead xmlns="urn:isbn:1-931666-22-9"><eadheader><eadid>x</eadid></eadheader><archdesc level="collection">'
DID = "<did><unitid>MS 7</unitid><unittitle>Papers of a mill</unittitle><origination>Mill</origination></did>"


def c(level, code, *below, title="t", more=""):
    did = f"<did><unitid>{code}</unitid><unittitle>{title}</unittitle></did>"
    return f'<c level="{level}">{did}{more}{"".join(below)}</c>'


def file_of(folder, *components, name="in.xml"):
    path = folder / name
    path.write_text(f"{HEAD}{DID}<dsc>{''.join(components)}</dsc></archdesc></ead>", encoding="utf-8")
    return path


TREE = (
    c("series", "I", c("subseries", "I.1", c("file", "I.1-1", c("item", "I.1-1-1")), c("item", "I.1-2"))),
    c("file", "II-1", c("file", "II-1-1", c("item", "II-1-1-1"))),
)


def load(fonds, path):
    return load_description(actor=OPERATOR, load=receive_description(actor=OPERATOR, fonds=fonds, path=path))


def test_components_become_series_and_records_with_their_tree(fonds, tmp_path):
    done = load(fonds, file_of(tmp_path, *TREE))

    assert (done.state, done.units, done.created) == ("loaded", 8, 8)
    inner = Series.objects.get(code="I.1")
    assert inner.parent.code == "I"
    tree = {r.code: (r.level, r.parent.code if r.parent else None, r.series) for r in Record.objects.all()}
    assert tree == {
        "I.1-1": ("volume", None, inner), "I.1-1-1": ("item", "I.1-1", inner), "I.1-2": ("item", None, inner),
        "II-1": ("volume", None, None), "II-1-1": ("volume", "II-1", None), "II-1-1-1": ("item", "II-1-1", None),
    }  # fmt: skip
    fonds.refresh_from_db()
    assert (fonds.title, fonds.elements["creator"]) == ("Papers of a mill", "Mill")
    assert not load_folder(done).exists()
    assert Record.objects.get(code="II-1").lineage["line"] == 1


def test_a_fonds_that_holds_something_keeps_what_it_says_of_itself(fonds, tmp_path):
    enter(fonds, "J001-1-001")

    load(fonds, file_of(tmp_path, *TREE))

    fonds.refresh_from_db()
    assert fonds.title == "临江区人民政府办公室"


def test_loading_again_enters_nothing_twice(fonds, tmp_path):
    load(fonds, file_of(tmp_path, *TREE))

    again = load(fonds, file_of(tmp_path, *TREE, c("item", "III"), name="again.xml"))

    assert (again.created, again.held) == (1, 8)
    assert Record.objects.count() == 7


def test_what_belongs_to_a_record_that_is_held_is_entered_below_it(fonds, tmp_path):
    load(fonds, file_of(tmp_path, c("file", "II-1")))

    load(fonds, file_of(tmp_path, c("file", "II-1", c("item", "II-1-1")), name="b.xml"))

    assert Record.objects.get(code="II-1-1").parent.code == "II-1"


class Killed(BaseException):
    """As if somebody pulled the plug."""


@pytest.mark.parametrize("at", [1, 2, 3, 5])
def test_a_load_that_is_killed_goes_on_and_enters_each_unit_once(fonds, tmp_path, monkeypatch, at):
    monkeypatch.setattr(loading, "PIECE", 2)
    received = receive_description(actor=OPERATOR, fonds=fonds, path=file_of(tmp_path, *TREE))
    moves = iter(range(1, 100))

    def progress(done, total):
        if next(moves) == at:
            raise Killed

    try:
        load_description(actor=OPERATOR, load=received, progress=progress)
    except Killed:
        received = receive_description(actor=OPERATOR, fonds=fonds, path=file_of(tmp_path, *TREE))
        load_description(actor=OPERATOR, load=received)

    received.refresh_from_db()
    assert (received.state, received.created, received.held) == ("loaded", 8, 0)
    assert (Record.objects.count(), Series.objects.count()) == (6, 2)
    assert Event.objects.filter(verb="record:load").count() == 6
    assert Record.objects.filter(parent__isnull=False).count() == 3


def test_all_of_it_is_taken_out_again(fonds, tmp_path, monkeypatch):
    monkeypatch.setattr("lantai.holdings.exchange.actions.undoing.PIECE", 3)
    before = (fonds.title, fonds.elements)
    done = load(fonds, file_of(tmp_path, *TREE))

    stayed = undo_load(actor=OPERATOR, load=done, reason="wrong fonds")

    assert stayed == 0
    assert not Record.objects.exists()
    assert not Series.objects.exists()
    fonds.refresh_from_db()
    assert (fonds.title, fonds.elements) == before
    assert Event.objects.filter(verb="record:load:undo").count() == 6
    with pytest.raises(NotToBeLoaded):
        undo_load(actor=OPERATOR, load=done)


def test_what_somebody_changed_stays_and_so_does_what_it_hangs_on(fonds, tmp_path):
    done = load(fonds, file_of(tmp_path, *TREE))
    item = Record.objects.get(code="I.1-1-1")
    change_records(actor=OPERATOR, fonds=fonds, changes=[RecordChange(item, {"title": "changed"})])

    stayed = undo_load(actor=OPERATOR, load=done)

    assert stayed == 4
    assert sorted(Record.objects.values_list("code", flat=True)) == ["I.1-1", "I.1-1-1"]
    assert sorted(Series.objects.values_list("code", flat=True)) == ["I", "I.1"]


def test_a_refused_file_is_kept_with_its_findings_and_loads_nothing(fonds, tmp_path):
    bad = tmp_path / "bad.xml"
    bad.write_text("<ead", encoding="utf-8")

    received = receive_description(actor=OPERATOR, fonds=fonds, path=bad)

    assert received.state == "refused"
    assert received.findings[0]["code"] == "ead.not_xml"
    with pytest.raises(NotToBeLoaded):
        load_description(actor=OPERATOR, load=received)


def test_a_classified_unit_is_left_out_with_what_belongs_to_it(fonds, tmp_path):
    from lantai.holdings.exchange.files import Subject, write_file

    enter(fonds, "J001-1-001", secrecy="机密", level="volume", title="某工程")
    below = enter(fonds, "J001-1-001-001", title="某图纸")
    below.parent = Record.objects.get(code="J001-1-001")
    below.save()
    enter(fonds, "J001-1-002")
    write_file(tmp_path / "a.xml", Subject(fonds), "ead3", scope=OPERATOR.scope())
    Record.objects.filter(parent__isnull=False).delete()
    Record.objects.all().delete()

    done = load(fonds, tmp_path / "a.xml")

    assert list(Record.objects.values_list("code", flat=True)) == ["J001-1-002"]
    assert [group["code"] for group in done.findings] == ["ead.classified"]
    assert "某" not in json.dumps(done.findings, ensure_ascii=False)


def test_levels_of_its_own_and_long_codes_are_kept_beside_what_they_became(fonds, tmp_path):
    load(fonds, file_of(tmp_path, c("otherlevel", "X" * 300, more="<odd><p>n</p></odd>")))

    record = Record.objects.get()
    assert record.code_is_provisional
    assert record.fields["EAD did/unitid"] == "X" * 300
    assert record.note == "n"


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "name",
    [
        "standards/ead3/samples/ead3/C1571.EAD3.xml",
        "standards/ead3/samples/ead2002/Kitchen_sink_AT_output_EAD_with_enumerated_Cs.xml",
        "standards/archivesspace_ead_eac_oai/examples/ead/at-tracer.xml",
        "standards/arclight_ead/ead/sample/deeply-nested-components.xml",
        "standards/arclight_ead/ead/nlm/alphaomegaalpha.xml",
        "catalogues/emory_ead/leverette135.xml",
    ],
)
def test_a_real_finding_aid_is_loaded_and_taken_out(fonds, name):
    done = load(fonds, file_at(name))

    assert done.created == done.units == Record.objects.count() + Series.objects.count() > 5
    assert undo_load(actor=OPERATOR, load=done) == 0
    assert Record.objects.count() + Series.objects.count() == 0


def run(*arguments):
    try:
        call_command(*arguments)
    except SystemExit as ended:
        return ended.code
    return 0


def test_the_command_says_what_a_file_holds_before_it_is_loaded(fonds, tmp_path, capsys):
    path = str(file_of(tmp_path, *TREE))

    assert run("load_ead", path, "--fonds", "J001", "--dry-run", "--json") == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["units"], told["created"], told["state"], told["findings"]) == (8, 0, "read", [])
    assert Load.objects.count() == 1


def test_the_command_refuses_in_words(fonds, tmp_path, capsys):
    bad = tmp_path / "bad.xml"
    bad.write_text("<mods/>", encoding="utf-8")

    assert run("load_ead", str(bad), "--fonds", "J001") == 3
    assert "<mods>" in capsys.readouterr().out
    assert run("load_ead", str(bad), "--fonds", "J404") == 1
    assert run("undo_load", "0" * 26) == 3
