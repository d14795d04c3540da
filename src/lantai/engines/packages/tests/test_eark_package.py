"""E-ARK packages: the DILCIS Board's cases rule by rule, what we write against the schemas, and hostile ones."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
import yaml
from lxml import etree

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages.detect import form_of
from lantai.engines.packages.eark import rules as eark
from lantai.engines.packages.eark.mets import target_of
from lantai.engines.packages.eark.package import EarkPackage
from lantai.engines.packages.eark.write import Representation, Sip, write_sip
from lantai.engines.packages.model import PackageForm
from lantai.engines.packages.writing import NewFile
from tests.support.shared import shared_data, unpack_shared

NOW = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
LINE_ENDS = "METS gives size and digest of the file with CR LF; in the corpus it lies with LF (one byte a line less)."
DIFFERENT = {
    ("CSIP24", "valid/IP_18000_CSIP24_2"): "Its mdRef has an empty xlink:href: for us that is none.",
    ("CSIP26", "invalid/IP_18000_CSIP26_3"): "application/wrongmimetype is well formed; IANA's list is not kept here.",
    ("CSIP41", "valid/valid_IP_with_SHOULD_MAY_1_rep"): LINE_ENDS,
    ("CSIP54", "valid/valid_IP_with_SHOULD_MAY_1_rep"): LINE_ENDS,
    ("CSIP56", "valid/valid_IP_with_SHOULD_MAY_1_rep"): LINE_ENDS,
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    parts = ("standards", "eark_ip_test_corpus", "eark_ip_test_corpus_dev.tar.xz")
    return unpack_shared(tmp_path_factory.mktemp("corpus"), *parts) / "corpus" / "CSIP"


def cases(corpus: Path):
    """Rule, level, whether it holds, folder: of each case whose package is there, which half of the corpus is."""
    for file in sorted(corpus.glob("*/testCase.xml")):
        for rule in etree.parse(str(file)).getroot().iter("rule"):
            for package in rule.iter("package"):
                for folder in lying(file.parent, package):
                    level = rule.find("error").get("level")
                    yield file.parent.name, level, package.get("isValid") == "TRUE", folder


def lying(case: Path, package) -> list[Path]:
    """Where it lies: the path may name the zip it was packed from, or a package of another name than its own.

    Some lie one folder deeper, in `package`; the rules of structure are asked of that one.
    """
    path = (package.findtext("path") or "").strip().removesuffix(".zip")
    found = case / path
    if not path or not found.is_dir():
        return []
    inside = list(found.iterdir())
    if [each.name for each in inside] == ["package"]:
        return inside
    own = found.parent / package.get("name")
    return [found, own] if own != found and own.is_dir() else [found]


@pytest.mark.slow
@pytest.mark.shared_data
def test_it_judges_the_corpus_as_its_cases_say(corpus):
    judged: dict[Path, list[Finding]] = {}
    count, wrong = 0, set()
    for rule, level, holds, folder in cases(corpus):
        if folder not in judged:
            judged[folder] = list(EarkPackage(folder).judge())
        count += 1
        found = {finding.severity for finding in judged[folder] if finding.code == f"eark:{rule}"} - {Severity.INFO}
        # A case that keeps a rule whose breach is only a warning may carry that warning.
        right = (not found if level == "ERROR" else Severity.ERROR not in found) if holds else bool(found)
        if not right:
            wrong.add((rule, folder.relative_to(corpus / rule).as_posix()))

    assert count == 205
    assert wrong == DIFFERENT.keys()


@pytest.fixture
def sip(tmp_path) -> Path:
    path = tmp_path / "云溪-2019"
    names = ["年度/通知 1.pdf", "100%.txt", "长" * 80 + ".txt"]
    write_sip(
        path,
        sip=Sip("云溪区民政局", "0.1", {"title": "关于<甲>&乙的通知", "date": "2019-03-05"}),
        representations=[
            Representation("rep1", [content(name) for name in names]),
            Representation("rep2", [content("a.ofd")]),
        ],
        others={"documentation": [content("说明.txt")], "schemas": [content("mets.xsd")]},
        now=NOW,
    )
    return path


def content(name: str) -> NewFile:
    return NewFile(name, lambda: io.BytesIO(name.encode()))


def codes(path: Path) -> Counter[str]:
    return Counter(finding.code for finding in EarkPackage(path).judge())


def test_it_writes_what_it_judges_clean(sip):
    package = EarkPackage(sip)

    assert form_of(sip) is PackageForm.EARK
    assert list(package.judge()) == []
    assert (package.version, package.is_sip) == ("2.2.0", True)
    assert package.statement().get("agent CREATOR ORGANIZATION") == "云溪区民政局"
    assert package.statement().get("OBJID") == "云溪-2019"
    assert [entry.fields["OBJID"] for entry in package.entries()] == ["rep1", "rep2"]
    assert {(each.section, each.kind) for each in package.references()} == {("dmdSec", "DC"), ("digiprovMD", "PREMIS")}
    declared = {file.name for file in package.declared_files()}
    assert {file.name for file in package.present_files()} - declared == {"METS.xml"}


@pytest.mark.shared_data
def test_it_writes_mets_and_premis_that_their_schemas_accept(sip):
    folder = shared_data("standards", "archivematica_mets_premis", "xsd")
    mets = schema(shared_data("standards", "mets", "version1121", "mets.xsd"), folder)
    premis = schema(folder / "premis.xsd", folder)

    for path in sip.rglob("METS.xml"):
        mets.assertValid(etree.parse(str(path)))
    for path in sip.rglob("premis.xml"):
        premis.assertValid(etree.parse(str(path)))


def schema(path: Path, folder: Path) -> etree.XMLSchema:
    """A schema whose imports are looked for in a folder instead of the network."""

    class Beside(etree.Resolver):
        def resolve(self, url, public, context):
            here = folder / url.rpartition("/")[2]
            return self.resolve_filename(str(here), context) if here.is_file() else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Beside())
    return etree.XMLSchema(etree.parse(str(path), parser))


def test_it_finds_every_kind_of_damage(sip):
    (sip / "representations/rep1/data/100%.txt").write_bytes(b"changed")
    (sip / "representations/rep2/data/a.ofd").unlink()
    (sip / "documentation/extra.txt").touch()
    (sip / "metadata/preservation/premis.xml").unlink()
    (sip / "schemas/passwd.xsd").symlink_to("/etc/passwd")

    assert codes(sip) == {
        "eark:CSIP69": 1, "eark:CSIP71": 1, "packages.digest_differs": 1, "eark:CSIP79": 1, "eark:CSIP38": 1,
        "packages.file_missing": 2, "packages.file_undeclared": 1, "packages.link": 1
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('xlink:href="schemas/mets.xsd"', 'xlink:href="../../outside"', "packages.outside"),
        ('xlink:href="schemas/mets.xsd"', 'xlink:href="http://127.0.0.1/x"', "packages.outside"),
        ("<metsHdr", "<!-- --><x:y xmlns:x='u'><x:z/></x:y><metsHdr", ""),
        ("</mets>", "", "packages.not_xml"),
        ("<mets ", '<!DOCTYPE mets [<!ENTITY a "b">]><mets ', "packages.doctype"),
        ('csip:OAISPACKAGETYPE="SIP"', 'csip:OAISPACKAGETYPE="AIP"', "eark:SIP4"),
        ('TYPE="ORGANIZATION"', 'TYPE="OTHER"', "eark:SIP17"),
        ('SIZE="', 'SIZE="9', "eark:CSIP69"),
    ],
)
def test_it_reads_hostile_mets(sip, old, new, code):
    path = sip / "METS.xml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    found = codes(sip)

    assert found[code] >= 1 if code else found == {}


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("file:///etc/passwd", None),
        ("file://./a%20b.txt", "rep/a b.txt"),
        ("../a.txt", "a.txt"),
        ("../../a.txt", None),
        ("", None),
        ("https://x/y", None),
    ],
)
def test_it_keeps_locations_inside(href, expected):
    assert target_of(href, "rep/METS.xml") == expected


def test_it_asks_every_rule_that_is_more_than_a_permission():
    text = "".join(path.read_text(encoding="utf-8") for path in eark.FILE.parent.glob("*.py"))
    known = [rule for rule in eark.rules().by_id.values() if not rule.at and rule.level != "MAY"]

    assert [rule.id for rule in known if f'"{rule.id}"' not in text and not rule.id.startswith("CSIPSTR")] == []


def test_its_rules_fit_their_schema():
    row = {
        "type": "object",
        "required": ["id", "level", "says", "target"],
        "properties": {
            "id": {"pattern": "^(CSIP|CSIPSTR|SIP)[0-9]+$"}, "level": {"enum": ["MUST", "SHOULD", "MAY"]},
            "at": {"pattern": "^mets"}, "attribute": {}, "child": {}, "min": {"type": "integer"}, "max": {"minimum": 1},
            "says": {"minLength": 3}, "target": {"minLength": 3}, "values": {"type": "array"}, "pattern": {},
            "vocabulary": {"enum": list(eark.rules().vocabularies)}, "when": {}, "when_above": {},
        },
        "additionalProperties": False,
    }  # fmt: skip
    data = yaml.safe_load(eark.FILE.read_text(encoding="utf-8"))

    assert (data["schema"], data["version"]) == ("lantai/eark-rules", 1)
    jsonschema.validate(data["rules"], {"items": row, "minItems": 100})
