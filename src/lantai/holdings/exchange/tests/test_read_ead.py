"""Finding aids of other archives: every tree whole, every word found again, and what is wrong said with its line."""

import json
from collections.abc import Iterator

import pytest
from lxml import etree

from lantai.base.common.findings import SENTENCES
from lantai.holdings.exchange.ead.codes import STRUCTURE, as_findings
from lantai.holdings.exchange.ead.reading import read_ead
from lantai.holdings.exchange.ead.units import UNITS, WHOLE, units_in
from lantai.holdings.exchange.tests.corpus import BROKEN_RULES, UNREADABLE, file_at, names
from lantai.holdings.exchange.tests.schemas import keeps_to_schema, schema_folder

EAD2002 = '<ead xmlns="urn:isbn:1-931666-22-9"><eadheader><eadid>x</eadid></eadheader>{}</ead>'
COMPONENTS = ("{*}c", *(f"{{*}}c{n:02}" for n in range(1, 13)))


def read(path, folder, **more):
    return read_ead(path, folder, name=path.name, fonds="J1", mark="abc", **more)


def read_text(text, folder):
    path = folder / "in.xml"
    path.write_text(text, encoding="utf-8")
    return read(path, folder)


def found_codes(outcome):
    return {group["code"] for group in outcome["findings"]}


def units(folder):
    return list(units_in(folder / UNITS))


def strings(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


def words_of(tree) -> Iterator[str]:
    for element in tree.iter(etree.Element):
        for text in (element.text, *(child.tail for child in element)):
            yield from (text or "").split()
        yield from (value for value in element.attrib.values() if value.strip())


@pytest.mark.shared_data
@pytest.mark.parametrize("name", names())
def test_a_real_file_comes_in_whole_or_is_refused_with_a_reason(name, tmp_path):
    path = file_at(name)

    outcome = read(path, tmp_path, schemas=schema_folder())

    if expected := UNREADABLE.get(path.name):
        assert [(group["code"], group["severity"]) for group in outcome["findings"]] == [(expected, "error")]
        return
    tree = etree.parse(str(path))
    told = units(tmp_path)
    assert len(told) == outcome["units"] == sum(1 for _ in tree.iter(*COMPONENTS))
    depths, expected_depths = {0: 0}, []
    for unit in told:
        depths[unit["n"]] = depths[unit["parent"]] + 1
    for element in tree.iter(*COMPONENTS):
        expected_depths.append(1 + sum(1 for _ in element.iterancestors(*COMPONENTS)))
    assert [depths[unit["n"]] for unit in told] == expected_depths
    whole = json.loads((tmp_path / WHOLE).read_text("utf-8"))
    kept = "\n".join(text for unit in [*told, {"said": whole}] for text in strings(unit["said"]))
    assert [word for word in words_of(tree) if word not in kept and "\n" not in word and "  " not in word] == []
    assert not any(group["severity"] == "error" for group in outcome["findings"])
    broken = found_codes(outcome) & STRUCTURE
    assert ("ead.invalid" in broken) == (not keeps_to_schema(path))
    assert broken - {"ead.invalid"} == BROKEN_RULES.get(path.name, set())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "ead.not_xml"),
        ("<ead", "ead.not_xml"),
        ("{\\rtf1}", "ead.not_xml"),
        ("<mods/>", "ead.wrong_root"),
        ('<ead xmlns="urn:x"/>', "ead.wrong_root"),
        (EAD2002.format(""), "ead.no_archdesc"),
        ('<!DOCTYPE ead [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><ead>&c;</ead>', "ead.entity"),
        ('<!DOCTYPE ead [<!ENTITY x SYSTEM "file:///etc/passwd">]><ead><archdesc>&x;</archdesc></ead>', "ead.entity"),
        ('<!DOCTYPE ead [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd">%p;]><ead/>', "ead.entity"),
    ],
)
def test_what_cannot_be_read_is_one_error(tmp_path, text, code):
    outcome = read_text(text, tmp_path)

    errors = [group["code"] for group in outcome["findings"] if group["severity"] == "error"]
    assert errors == [code]
    assert "root:" not in json.dumps(outcome)


def test_an_entity_bomb_is_refused_at_once(tmp_path):
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))

    outcome = read_text(f'<!DOCTYPE ead [<!ENTITY l0 "ha">{bomb}]><ead id="&l11;">&l11;</ead>', tmp_path)

    assert any(group["severity"] == "error" for group in outcome["findings"])


def test_an_entity_that_is_plain_text_is_read_as_its_text(tmp_path):
    read_text(
        '<!DOCTYPE ead SYSTEM "ead.dtd" [<!ENTITY repo "Emory &#38;#38; Co">]><ead><archdesc level="fonds"><did>'
        "<unittitle>Of &repo; only</unittitle></did></archdesc></ead>",
        tmp_path,
    )

    assert json.loads((tmp_path / WHOLE).read_text("utf-8"))["values"]["title"] == "Of Emory & Co only"


@pytest.mark.parametrize(
    ("component", "code"),
    [
        ('<c level="item"><did><unittitle>a</unittitle></did></c>', "ead.no_unitid"),
        ('<c level="item"><did><unitid>A-1</unitid></did></c>', "ead.no_title"),
        ("<c><did><unitid>A-1</unitid></did></c>", "ead.no_level"),
        ('<c level="shelf"><did><unitid>A-1</unitid></did></c>', "ead.unknown_level"),
        ('<c level="item"><did><unitid>A</unitid><unitdate normal="1900/1899">x</unitdate></did></c>', "ead.bad_date"),
        ('<c level="item"><did><unitid>A</unitid><unitdate normal="190013">x</unitdate></did></c>', "ead.bad_date"),
        ('<c level="item"><p>words</p></c>', "ead.no_did"),
        ('<c level="item">words<did><unitid>A</unitid></did></c>', "ead.misplaced_text"),
        ("<c01><did><unitid>A</unitid></did><c03><did><unitid>B</unitid></did></c03></c01>", "ead.wrong_number"),
        ('<c level="file"><did/><c level="series"><did/></c></c>', "ead.series_below_record"),
        (2 * '<c level="item"><did><unitid>A-1</unitid></did></c>', "ead.duplicate_unitid"),
    ],
)
def test_what_is_doubtful_is_told_with_its_line_and_what_to_do(tmp_path, component, code):
    outcome = read_text(EAD2002.format(f"<archdesc level='fonds'><did/>\n<dsc>{component}</dsc></archdesc>"), tmp_path)

    findings = [finding for finding in as_findings(outcome["findings"]) if finding.code == code]
    assert findings, outcome["findings"]
    assert findings[0].path == "in.xml:2"
    assert findings[0].sentence()
    assert findings[0].remedy()
    assert not [group for group in outcome["findings"] if group["severity"] == "error"]


def test_of_two_units_with_one_code_the_second_gets_another_and_keeps_what_was_written(tmp_path):
    twice = 2 * '<c level="item"><did><unitid>A-1</unitid></did></c>'
    read_text(EAD2002.format(f"<archdesc level='fonds'><did/><dsc>{twice}</dsc></archdesc>"), tmp_path)

    first, second = units(tmp_path)

    assert first["said"]["values"]["reference_code"] == "A-1"
    assert second["said"]["values"]["reference_code"] == "J1-~abc-2"
    assert second["said"]["fields"]["EAD did/unitid"] == "A-1"


def test_words_behind_the_children_are_kept_with_their_unit(tmp_path):
    late = '<c level="file"><did><unitid>A</unitid></did><c><did><unitid>B</unitid></did></c><odd><p>late</p></odd></c>'
    outcome = read_text(EAD2002.format(f"<archdesc level='fonds'><did/><dsc>{late}</dsc></archdesc>"), tmp_path)

    assert units(tmp_path)[0]["said"]["values"]["note"] == "late"
    assert "ead.misplaced_element" in found_codes(outcome)


def test_markup_inside_words_glues_nothing_together_and_tears_nothing_apart(tmp_path):
    title = "<unittitle>H<emph>2</emph>O <title>A</title><title>B</title><lb/>C<unitdate>1900</unitdate></unittitle>"
    read_text(EAD2002.format(f"<archdesc level='fonds'><did>{title}</did></archdesc>"), tmp_path)

    assert json.loads((tmp_path / WHOLE).read_text("utf-8"))["values"]["title"] == "H2O A B C 1900"


def test_every_finding_of_ead_has_a_sentence_and_a_remedy():
    codes = [code for code in SENTENCES if code.startswith("ead.")]

    assert len(codes) == 19
    assert all(sentence and remedy for sentence, remedy in (SENTENCES[code] for code in codes))
