from __future__ import annotations

import io
from dataclasses import replace

import pytest

from lantai.base.common.findings import Severity
from lantai.engines.packages.eep.errors import DataChanged, DataMissing, NoPackageInside
from lantai.engines.packages.eep.package import EepPackage
from lantai.engines.packages.eep.tests.samples import (
    NOW,
    UNIT,
    certificate_of,
    content,
    foreign,
    identifiers,
    layer_of,
    signature_block,
    signer,
    with_data,
    written,
)
from lantai.engines.packages.eep.writing import NewLayer, write_changed_package, write_package
from lantai.engines.packages.errors import TargetIsThere
from lantai.engines.signatures.algorithms import RSA_SHA1, KeyKind
from lantai.engines.signatures.signing import Message

FILES = {"通知.pdf": b"%PDF one", "b.txt": b"two\r\n" * 100}


def changed_layer(name: str, *, refers_to: str) -> NewLayer:
    """A layer that describes the record anew and refers to the bytes of the original."""
    (identifier,) = identifiers(1, name)
    shapes = content({identifier: "通知.pdf"}, layer=name, references={identifier: refers_to})
    return NewLayer(shapes, {}, UNIT, NOW, name)


def test_it_reads_back_what_it_wrote(tmp_path):
    package = EepPackage(written(tmp_path, FILES))
    layer = layer_of({name: tmp_path / f"source{number}" for number, name in enumerate(FILES)})

    read = package.layers[0].content()
    sizes = [each.electronic.size for each in codings(read)]
    again = [replace(each, electronic=replace(each.electronic, size="")) for each in codings(read)]

    assert sizes == [str(len(data)) for data in FILES.values()]
    assert again == codings(layer.content)
    assert replace(read, files=layer.content.files) == layer.content
    assert (package.layers[0].created_by, package.layers[0].created_at) == (UNIT, NOW.isoformat())


def codings(shapes):
    return [
        coding
        for entity in shapes.files.entities
        for document in entity.data.documents
        for version in document.versions
        for coding in version.codings
    ]


def test_a_change_is_a_layer_around_the_original(tmp_path):
    original = written(tmp_path, FILES)
    once, twice = tmp_path / "一改.eep", tmp_path / "二改.eep"
    write_changed_package(once, changed_layer("修改1", refers_to=identifiers(1)[0]), original, signer=signer())
    write_changed_package(twice, changed_layer("修改2", refers_to=identifiers(1)[0]), once, signer=signer())

    package = EepPackage(twice)
    found = list(package.judge())

    assert [layer.change_id for layer in package.layers] == ["修改2", "修改1", ""]
    assert [layer.kind for layer in package.layers] == ["修改型", "修改型", "原始型"]
    assert [each for each in found if each.severity is Severity.ERROR] == []
    assert sorted(
        (each.params["layer"], each.params["what"]) for each in found if each.code == "eep.signature_valid"
    ) == [
        (0, "电子签名"),
        (0, "锁定签名"),
        (1, "电子签名"),
        (2, "电子签名"),
    ]
    (entry,) = package.entries()
    with package.open(entry.files[0]) as stream:
        assert stream.read() == FILES["通知.pdf"]
    assert len(list(package.present_files())) == 3


def test_a_change_inside_breaks_the_layers_around_it(tmp_path):
    original, changed = written(tmp_path, FILES), tmp_path / "改.eep"
    write_changed_package(changed, changed_layer("修改1", refers_to=identifiers(1)[0]), original, signer=signer())
    data = changed.read_bytes()
    at = data.rindex("永久".encode(), 0, data.index("</原封装包>".encode()))
    changed.write_bytes(data[:at] + "短期".encode() + data[at + 6 :])

    found = [each.params["layer"] for each in EepPackage(changed).judge() if each.code == "eep.signature_invalid"]

    assert found == [0, 1]


def test_the_original_of_others_is_kept_as_it_stands(tmp_path):
    """Its signature goes over the bytes as they are: blanks, CDATA, line ends."""
    key, signed = signer(KeyKind.RSA).key, with_data("通知.pdf", b"abc")
    message = Message(RSA_SHA1, key.public)
    message.update(signed.encode())
    block = signature_block(message.signed_by(key), certificate_of(key), "SHA1withRSA")
    (tmp_path / "原.xml").write_bytes(foreign(signed, block=block))
    write_changed_package(
        tmp_path / "改.eep", changed_layer("修改1", refers_to="d1"), tmp_path / "原.xml", signer=signer()
    )

    found = {
        (each.params["layer"], each.code) for each in EepPackage(tmp_path / "改.eep").judge() if "form" in each.params
    }

    assert found == {(0, "eep.signature_valid"), (1, "eep.signature_old")}


def test_nothing_is_written_over_and_nothing_half(tmp_path):
    layer = layer_of({"a": tmp_path / "a", "b": tmp_path / "absent"})
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "there").write_bytes(b"y")

    with pytest.raises(TargetIsThere):
        write_package(tmp_path / "there", layer)
    with pytest.raises(FileNotFoundError):
        write_package(tmp_path / "new", layer)
    with pytest.raises(DataMissing):
        write_package(tmp_path / "new", replace(layer, data={}))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "there"]


def test_a_file_that_changes_meanwhile_is_refused(tmp_path):
    (identifier,) = identifiers(1)
    shapes = content({identifier: "a.txt"}, references={identifier: ""})  # a size of 3 is told
    layer = NewLayer(shapes, {identifier: lambda: io.BytesIO(b"four")}, UNIT, NOW)

    with pytest.raises(DataChanged):
        write_package(tmp_path / "new", layer)


@pytest.mark.parametrize("data", [b"", b"<a/>", foreign(with_data("a", b"x"))[:-20], b"<!DOCTYPE a><a/>"])
def test_only_a_whole_package_is_kept_inside(data, tmp_path):
    (tmp_path / "原").write_bytes(data)

    with pytest.raises(NoPackageInside):
        write_changed_package(tmp_path / "改", changed_layer("修改1", refers_to="d1"), tmp_path / "原")
    assert [path.name for path in tmp_path.iterdir()] == ["原"]
