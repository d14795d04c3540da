"""The finding aids of other archives that lie beside the checkout, and which of them keep to the schemas."""

from __future__ import annotations

from pathlib import Path

from tests.support.shared import SHARED, shared_data

FOLDERS = (
    ("standards", "ead3", "samples"),
    ("standards", "archivesspace_ead_eac_oai", "examples", "ead"),
    ("standards", "archivesspace_ead_eac_oai", "fixtures"),
    ("standards", "arclight_ead", "ead"),
    ("standards", "ead3", "schematron"),
    ("standards", "atom_import_examples", "test", "fixtures"),
    ("catalogues", "emory_ead"),
)
UNREADABLE = {"badlyformed.xml": "ead.not_xml", "EINSTEIN_ALBERT_18791955.CPF.xml": "ead.wrong_root"}
"""Files that hold no description that could be loaded, and what says so."""
BROKEN_RULES = {
    "hartsfield558_invalid.xml": {"ead.unknown_attribute"},
    "kitchen_sink_EAD_for_testing_think_this_most_complete.xml": {"ead.misplaced_element"},
    "EAD3test-rng.xml": {"ead.wrong_number", "ead.misplaced_element"},
    "EAD3test-xsd.xml": {"ead.wrong_number", "ead.misplaced_element"},
}
"""Files that break a rule which needs no schema to be seen."""


def names() -> list[str]:
    """Paths below the shared data, for parametrised tests; one that says what is missing where there is none."""
    found = [
        path.relative_to(SHARED).as_posix()
        for folder in FOLDERS
        for path in sorted(SHARED.joinpath(*folder).rglob("*.xml"))
        if "responses" not in path.parts
    ]
    return found or ["/".join(FOLDERS[0])]


def file_at(name: str) -> Path:
    return shared_data(*name.split("/"))
