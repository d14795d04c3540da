"""Every library we ask for is explained, with the licence its own metadata states; none is copyleft."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from tests.docs.markdown import ROOT

PAGE = ROOT / "docs" / "developing" / "dependencies.md"
ASKED = re.compile(r"^([A-Za-z0-9][\w.-]*)")
STRONG_COPYLEFT = re.compile(r"(?<!L)GPL|Affero", re.IGNORECASE)
NOT_STATED = "not stated"


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(*lists: str) -> set[str]:
    lines = [line for name in lists for line in (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()]
    return {normal(found.group(1)) for line in lines if (found := ASKED.match(line))}


def explained() -> dict[str, str]:
    """Package → licence, as the tables of the page have them."""
    rows = re.findall(r"^\| `([^`]+)` \| [^|]* \| ([^|]*) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {normal(name): licence.strip() for name, licence in rows}


def licence_of(name: str) -> str:
    """The licence as installed metadata states it: the expression, else the classifiers, else the short field."""
    about = metadata(name)
    if expression := about.get("License-Expression"):
        return expression
    classifiers = [
        value.split(" :: ")[-1] for value in about.get_all("Classifier") or [] if value.startswith("License")
    ]
    classifiers = [value for value in classifiers if value != "OSI Approved"]
    return " / ".join(classifiers) or (about.get("License") or NOT_STATED).splitlines()[0]


def test_it_explains_exactly_what_is_asked_for():
    assert set(explained()) == asked_for("base.in", "dev.in", "uv.in", "node.in")


@pytest.mark.parametrize("name", sorted(asked_for("base.in", "dev.in")))
def test_it_states_the_licence_of_the_metadata(name):
    assert explained()[name] == licence_of(name)


@pytest.mark.parametrize("name", sorted(asked_for("base.txt")))
def test_it_links_no_strong_copyleft(name):
    try:
        licence = licence_of(name)
    except PackageNotFoundError:
        pytest.skip("for another platform: not installed here")

    assert not STRONG_COPYLEFT.search(licence), f"{name}: {licence}"
