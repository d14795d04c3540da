"""Checks: every injected damage is found, nothing whole is blamed, others' fixtures are judged as they are named."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from hypothesis import given, settings, strategies as st

from lantai.base.common.findings import Severity
from lantai.engines.storage.backends.filesystem import FilesystemBlobStore
from lantai.engines.storage.backends.memory import MemoryBlobStore
from lantai.holdings.preservation.ocfl import codes
from lantai.holdings.preservation.ocfl.check import check_object, check_tree
from lantai.holdings.preservation.ocfl.layout import object_prefix, prepare_root
from lantai.holdings.preservation.ocfl.rules import judge_inventory
from lantai.holdings.preservation.ocfl.strays import check_root
from lantai.holdings.preservation.ocfl.write import Changes
from lantai.holdings.preservation.tests.ocfl_objects import object_id, store_new, store_version
from tests.support.shared import unpack_shared


@pytest.fixture
def store(tmp_path):
    store = FilesystemBlobStore(tmp_path / "storage", durable=False)
    prepare_root(store)
    return store


@pytest.fixture
def stored(store):
    """An object of two versions, and its folder."""
    identifier = store_new(store, 1, {"扫描.tif": b"II*\0" * 100, "附件.txt": b"text"})
    store_version(store, identifier, Changes(documents={"description.json": b"{}"}))
    return identifier, store.root / object_prefix(identifier)


def found(store, identifier, **how):
    return {finding.code for finding in check_object(store, identifier, **{"full": True, **how})}


def flip_bit(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


DAMAGE = {
    "bit flip": (lambda o: flip_bit(o / "v1/content/original/扫描.tif"), "ocfl:E092"),
    "truncation": (lambda o: (o / "v1/content/original/扫描.tif").write_bytes(b"II*\0"), "ocfl:E092"),
    "missing": (lambda o: (o / "v1/content/original/扫描.tif").unlink(), "ocfl:E092"),
    "renamed": (lambda o: (o / "v1/content/original/附件.txt").rename(o / "v1/content/original/a"), "ocfl:E023"),
    "extra": (lambda o: (o / "v1/content/original/extra").write_bytes(b""), "ocfl:E023"),
    "extra on top": (lambda o: (o / "extra").write_bytes(b""), "ocfl:E001"),
    "empty folder": (lambda o: (o / "v1/content/empty").mkdir(), "ocfl:E024"),
    "inventory edited": (lambda o: flip_bit(o / "v1/inventory.json"), None),
    "root inventory replaced": (
        lambda o: (o / "inventory.json").write_bytes((o / "v1/inventory.json").read_bytes()),
        "ocfl:E060",
    ),
    "sidecar missing": (lambda o: (o / "inventory.json.sha512").unlink(), "ocfl:E058"),
    "sidecar edited": (lambda o: flip_bit(o / "v2/inventory.json.sha512"), None),
    "inventory missing": (lambda o: (o / "inventory.json").unlink(), "ocfl:E063"),
    "inventory no json": (lambda o: (o / "inventory.json").write_bytes(b"{"), "ocfl:E033"),
    "declaration missing": (lambda o: (o / "0=ocfl_object_1.1").unlink(), "ocfl:E003"),
    "old version gone": (lambda o: shutil.rmtree(o / "v1"), "ocfl:E010"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_it_finds_damage(store, stored, damage):
    identifier, folder = stored
    assert check_object(store, identifier, full=True, sm3=True) == []
    harm, code = DAMAGE[damage]

    harm(folder)

    findings = check_object(store, identifier, full=True)
    assert any(finding.severity is Severity.ERROR for finding in findings)
    assert code is None or code in {finding.code for finding in findings}
    for finding in findings:
        assert finding.sentence()
        assert finding.remedy()


def test_it_finds_what_is_missing_without_reading_everything(store, stored):
    identifier, folder = stored
    flip_bit(folder / "v1/content/original/扫描.tif")
    assert check_object(store, identifier, full=False) == []

    (folder / "v1/content/original/附件.txt").unlink()

    assert found(store, identifier, full=False) == {"ocfl:E092"}


def test_it_checks_sm3_when_asked(store):
    """SHA-512 beside a forged SM3: only the second digest shows it."""
    identifier = store_new(store, 1, {"a.txt": b"abc"})
    folder = store.root / object_prefix(identifier)
    forged = (folder / "v1/content/manifest-sm3.txt").read_text().replace("66c7f0f4", "66c7f0f5")
    store_version(store, identifier, Changes(documents={"other": b"x"}))
    (folder / "v1/content/manifest-sm3.txt").write_text(forged)

    assert codes.SM3_DIFFERS in found(store, identifier, sm3=True)
    assert codes.SM3_DIFFERS not in found(store, identifier)


def test_it_says_that_an_object_is_missing(store):
    assert found(store, object_id(7)) == {codes.OBJECT_IS_MISSING}


def test_it_finds_an_object_in_the_place_of_another(store, stored):
    _, folder = stored
    other = store.root / object_prefix(object_id(2))
    other.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(other)

    assert found(store, object_id(2)) == {codes.OBJECT_LIES_ELSEWHERE}


def test_it_finds_strays_in_the_root(store, stored):
    assert list(check_root(store)) == []
    (store.root / "aa").mkdir()
    (store.root / "bb" / "cc" / "empty").mkdir(parents=True)
    (store.root / object_prefix(stored[0])).parent.joinpath("note.txt").write_text("x")
    (store.root / "0=ocfl_1.1").unlink()

    findings = {(finding.code, finding.path) for finding in check_root(store)}

    first, second, _ = object_prefix(stored[0]).split("/")
    assert findings == {
        (codes.ROOT_IS_UNDECLARED, "0=ocfl_1.1"),
        (codes.EMPTY_FOLDER, "aa"),
        (codes.EMPTY_FOLDER, "bb/cc/empty"),
        (codes.STRAY_FILE, f"{first}/{second}/note.txt"),
    }


@pytest.fixture(scope="session")
def fixtures(tmp_path_factory):
    """OCFL's own fixtures, unpacked."""
    parts = ("standards", "ocfl_fixtures", "ocfl_fixtures_dev.tar.xz")
    return unpack_shared(tmp_path_factory.mktemp("ocfl-fixtures"), *parts)


@pytest.mark.shared_data
@pytest.mark.parametrize("kind", ["good", "warn", "bad"])
def test_it_judges_the_fixtures_of_the_specification_as_they_are_named(fixtures, kind):
    """Good ones: nothing to say. Warned ones: exactly the named codes. Bad ones: every named code, others allowed."""
    judged = 0
    for root in sorted(fixtures.glob(f"*/{kind}-objects")):
        store = FilesystemBlobStore(root)
        for folder in sorted(path for path in root.iterdir() if path.is_dir()):
            findings = {f.code.removeprefix("ocfl:") for f in check_tree(store, folder.name, full=True)}
            named = set(re.findall(r"[EW]\d{3}", folder.name))
            judged += 1

            assert named <= findings if kind == "bad" else named == findings, folder.name

    assert judged == {"good": 10, "warn": 14, "bad": 52}[kind]


_words = st.sampled_from(
    ["id", "manifest", "versions", "v1", "v01", "state", "created", "user", "fixity", "md5", "a/b"]
)
_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | _words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_words, inner, max_size=4),
    max_leaves=20,
)


@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(("id", "type", "head", "manifest", "versions", "fixity"), _values))
)
@settings(max_examples=300, deadline=None)
def test_it_judges_any_json_without_falling_over(body):
    store = MemoryBlobStore()
    store.put("o/0=ocfl_object_1.1", b"ocfl_object_1.1\n")
    store.put("o/inventory.json", json.dumps(body).encode())
    notes = []

    judge_inventory(body, lambda code, detail: notes.append(code))
    findings = check_tree(store, "o", full=True)

    assert notes
    assert all(finding.sentence() for finding in findings)
