"""EAD as it is written: valid by the schemas, nothing of the description left out, whatever a text holds."""

from pathlib import Path

import pytest
from django.conf import settings
from lxml import etree

from lantai.base.accounts.access import ANONYMOUS, OPERATOR
from lantai.holdings.catalogue.elements import FILE, use_elements
from lantai.holdings.catalogue.models import Component, PersonEntry, Record, Series
from lantai.holdings.exchange.files import Subject, public_bytes, write_file
from lantai.holdings.exchange.said import UnwritableCharacter
from lantai.holdings.exchange.tests.full import enter, fill
from lantai.holdings.exchange.tests.schemas import faults

VERSIONS = ("ead3", "ead2002")


def written(fonds, tmp_path, version, record=None, actor=OPERATOR):
    path = tmp_path / f"{version}.xml"
    write_file(path, Subject(fonds, record), version, scope=actor.scope())
    return path


@pytest.mark.parametrize("version", VERSIONS)
def test_a_full_fonds_is_valid_by_the_schema(fonds, tmp_path, version):
    fill(fonds)

    assert faults(written(fonds, tmp_path, version), version) == []


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("which", ["volume", "item", "alone", "odd"])
def test_one_record_is_valid_by_the_schema(fonds, tmp_path, version, which):
    record = fill(fonds)[which]

    assert faults(written(fonds, tmp_path, version, record), version) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_an_empty_fonds_is_valid_and_has_no_empty_list(fonds, tmp_path, version):
    path = written(fonds, tmp_path, version)

    assert b"<dsc>" not in path.read_bytes()
    assert faults(path, version) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_the_tree_is_that_of_the_fonds(fonds, tmp_path, version):
    fill(fonds)

    tree = etree.parse(str(written(fonds, tmp_path, version)))

    levels = [(c.get("level"), len(list(c.iterancestors("{*}c")))) for c in tree.iter("{*}c")]
    assert levels == [
        ("series", 0), ("subseries", 1), ("file", 2), ("item", 3), ("series", 0), ("item", 0), ("item", 0),
    ]  # fmt: skip


def test_every_element_stands_in_its_own_home(fonds, tmp_path):
    fill(fonds)

    tree = etree.parse(str(written(fonds, tmp_path, "ead3")))

    item = tree.xpath("//*[local-name()='c'][@level='item']")[0]
    homes = {e.get("encodinganalog"): etree.QName(e).localname for e in item.iter() if e.get("encodinganalog")}
    assert homes["scope"] == "scopecontent"
    assert homes["custodial_history"] == "custodhist"
    assert homes["originals_location"] == "originalsloc"
    assert homes["open_flag"] == homes["secrecy"] == "accessrestrict"
    assert homes["person_names"] == homes["keywords"] == "controlaccess"
    assert "身份" not in etree.tostring(item, encoding="unicode")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_record_alone_says_its_class_and_a_whole_by_its_tree(fonds, tmp_path, version):
    records = fill(fonds)

    for which, path in (("volume", ["01·02 党群类 › 组织"]), ("alone", [])):
        tree = etree.parse(str(written(fonds, tmp_path, version, records[which])))
        assert ["".join(e.itertext()) for e in tree.iterfind(".//{*}fileplan/{*}p")] == path
    assert "fileplan" not in written(fonds, tmp_path, version).read_text("utf-8")


def test_dublin_core_says_class_and_components_as_far_as_the_reader_may_know(fonds, tmp_path, own_edition):
    item = fill(fonds)["item"]
    path = written(fonds, tmp_path, "dc", item)
    assert dc_of(path.read_bytes(), "subject")[-1] == "01·02 党群类 › 组织"
    assert dc_of(path.read_bytes(), "relation")[-2:] == ["正本：正本（第 1-2 页）", "附件"]

    Record.objects.filter(pk=item.pk).update(opening_state="open")
    item.refresh_from_db()
    PersonEntry.objects.filter(record=item, name="程志远").update(is_withheld=True)
    Component.objects.filter(record=item, position=1).update(title="程志远登记表")
    Series.objects.filter(pk=item.series_id).update(title="程志远专卷")
    public = public_bytes(Subject(fonds, item), "dc", "")
    assert dc_of(public, "subject")[-1] == "01·02 党群类"
    assert dc_of(public, "relation")[-2:] == ["正本（第 1-2 页）", "附件"]

    own_edition("code: title,", ", public: true", "")
    assert dc_of(public_bytes(Subject(fonds, item), "dc", ""), "subject")[-1] == "01·02"


@pytest.fixture
def own_edition(tmp_path):
    """Writes the archive's own edition of the elements: one line says something else."""
    path = tmp_path / "description_elements.yaml"

    def written(line, old, new):
        lines = FILE.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join(each.replace(old, new) if line in each else each for each in lines), encoding="utf-8")
        use_elements(path)

    yield written
    use_elements(Path(settings.DESCRIPTION_ELEMENTS_FILE))


def dc_of(data, name):
    return [each.text for each in etree.fromstring(data).iterfind(f"{{*}}{name}")]


def test_a_control_character_is_refused_with_its_place(fonds, tmp_path):
    enter(fonds, "J001-1-007", note="a\x0bb")

    with pytest.raises(UnwritableCharacter) as refused:
        written(fonds, tmp_path, "ead3")

    assert refused.value.params == {"unit": "J001-1-007", "name": "note", "character": "U+000B"}
    assert list(tmp_path.glob("*.xml*")) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_the_public_is_told_of_opened_records_alone(fonds, tmp_path, version):
    fill(fonds)

    text = written(fonds, tmp_path, version, actor=ANONYMOUS).read_text("utf-8")

    assert "J001-WS·1987-D30-0001" in text
    for hidden in ("J001-1-001", "程志远", "党群类", "空类", "存储位置"):
        assert hidden not in text


def test_many_volumes_with_many_items_come_out_whole(fonds, tmp_path, monkeypatch):
    monkeypatch.setattr("lantai.holdings.exchange.walking.PIECE", 3)
    for volume in range(7):
        above = enter(fonds, f"J001-2-{volume:03}", level="volume")
        for n in range(volume * 3):
            below = enter(fonds, f"J001-2-{volume:03}-{n:03}")
            below.parent = above
            below.save(update_fields=["parent"])

    tree = etree.parse(str(written(fonds, tmp_path, "ead3")))

    counts = [len(c.findall("{*}c")) for c in tree.iter("{*}c") if c.get("level") == "file"]
    assert counts == [0, 3, 6, 9, 12, 15, 18]
    codes = [c.findtext("{*}did/{*}unitid") for c in tree.iter("{*}c")]
    assert codes == sorted(codes)
