"""Every PRONOM number in our data is in PRONOM's edition in use, and is the format we take it for."""

import re

import pytest
import yaml

from lantai.engines.formats import sniff
from lantai.engines.formats.sniff import Sniffed
from tests.support.pronom import format_of, with_ending
from tests.support.shared import CHECKOUT

NUMBER = re.compile(r"\b(?:x-)?fmt/\d+\b")
POLICY = CHECKOUT / "src/lantai/holdings/normalisation/policy.yaml"
SCHEME = CHECKOUT / "src/lantai/holdings/checks/data/schemes/10_documents.yaml"
FAMILIES = {
    "pdfa": (r"Acrobat PDF/A - Portable Document Format", ["pdf"]),
    "tiff": (r"Tagged Image|Geographic Tagged Image|BigTIFF|Exchangeable Image File Format \(Uncompressed\)", ["tif"]),
    "jpeg": (
        r"Raw JPEG|JPEG File Interchange|Still Picture Interchange|Exchangeable Image File Format \(Compressed\)",
        ["jpg"],
    ),
    "jpeg2000": (r"JP[2XM] \(JPEG 2000 part \d\)", ["jp2", "jpf", "jpm"]),
    "png": (r"Portable Network Graphics", ["png"]),
    "xls": (r"(Microsoft )?Excel .*\(xls\)", ["xls"]),
}
"""What the formats of an entry of the policy are called, and how their files end."""
PDFA = {"1a", "1b", "2a", "2b", "2u", "3a", "3b", "3u", "4", "4e", "4f"}
NO_ENDING = {"fmt/58", "fmt/60", "fmt/62", "fmt/113"}
"""PRONOM knows these by their content only, or by an ending of their own."""


def entries():
    return {
        entry["id"]: entry["puids"]
        for entry in yaml.safe_load(POLICY.read_text("utf-8"))["formats"]
        if "puids" in entry
    }


def test_every_number_in_data_and_code_is_in_pronom():
    files = [
        path for kind in ("*.yaml", "*.py") for path in (CHECKOUT / "src").rglob(kind) if "tests" not in path.parts
    ]
    written = {number: path.name for path in files for number in NUMBER.findall(path.read_text("utf-8"))}

    assert {number: name for number, name in written.items() if format_of(number) is None} == {}


@pytest.mark.parametrize("entry", FAMILIES)
def test_entries_of_the_policy_name_all_formats_of_their_kind_and_no_other(entry, tmp_path):
    pattern, endings = FAMILIES[entry]
    numbers = set(entries()[entry])
    named = {number: format_of(number).name for number in numbers}
    ending = set().union(*(with_ending(each, tmp_path) for each in endings))
    of_the_kind = {number for number in ending if (found := format_of(number)) and re.match(pattern, found.name)}

    assert {number: name for number, name in named.items() if not re.match(pattern, name)} == {}
    assert of_the_kind - numbers == set()
    assert numbers - of_the_kind - NO_ENDING == set()


def test_no_entry_of_the_policy_is_left_out_here():
    assert set(entries()) == set(FAMILIES)


def test_profiles_of_pdfa_are_those_their_entries_say():
    versions = {number: format_of(number).version for number in entries()["pdfa"]}
    lasting = [number for number in yaml.safe_load(SCHEME.read_text("utf-8"))["long_term"] if NUMBER.fullmatch(number)]

    assert set(versions.values()) == PDFA
    assert [versions[number] for number in lasting] == ["1a", "1b", "2a", "2b", "2u", "4"]


def test_our_own_look_gives_formats_the_names_of_pronom():
    looked = [each for each in vars(sniff).values() if isinstance(each, Sniffed)]
    for table in (sniff._MAGIC, sniff._ZIP_MARKS, sniff._OLE_STREAMS):
        looked += [answer for _mark, answer in table]
    looked += sniff._ODF.values()
    wrong = {
        each.puid: (each.name, found.name)
        for each in looked
        if NUMBER.fullmatch(each.puid) and (found := format_of(each.puid)) and found.name != each.name
    }

    assert len(looked) > 25
    assert wrong == {}
