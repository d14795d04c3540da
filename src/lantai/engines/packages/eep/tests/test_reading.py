from __future__ import annotations

import codecs

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from lxml import etree

from lantai.base.common.findings import SENTENCES, Finding, Severity
from lantai.engines.packages.eep import base64s, names, structure, survey
from lantai.engines.packages.eep.base64s import Decoder, NotBase64
from lantai.engines.packages.eep.package import EepPackage
from lantai.engines.packages.eep.tests.samples import foreign, identifiers, layer_of, with_data, written
from lantai.engines.packages.eep.trees import read, write
from tests.support.shared import shared_data

FILES = {"通知.pdf": b"%PDF one", "b.txt": b"two\r\n" * 100}


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> EepPackage:
    return EepPackage(written(tmp_path_factory.mktemp("eep"), FILES))


def opened(tmp_path, data: bytes) -> EepPackage:
    path = tmp_path / "包.xml"
    path.write_bytes(data)
    return EepPackage(path)


def codes_of(package: EepPackage) -> set[str]:
    found = list(package.judge())
    assert all(each.code in SENTENCES and each.sentence() and each.remedy() for each in found)
    return {each.code for each in found}


def only(package: EepPackage, code: str) -> Finding:
    (found,) = [each for each in package.judge() if each.code == code]
    return found


# ── what it says ──


def test_it_gives_records_and_files(package):
    (entry,) = package.entries()
    (statement,) = [package.statement()]

    assert (entry.level, entry.fields["题名"], entry.fields["全宗号"]) == ("文件", "关于农村土地承包的通知", "0001")
    assert entry.repeated["主题词"] == ("土地", "承包")
    assert [name.partition("/")[2] for name in entry.files] == list(FILES)
    assert (statement.get("封装包类型"), statement.get("版本"), package.version) == ("原始型", "2009", "2009")


def test_it_has_every_element_of_the_schema_as_a_shape(package):
    """What the shapes write, the schema accepts, and they read it again the same."""
    tree = write(package.layers[0].content(), names.CONTENT)

    assert read(type(package.layers[0].content()), tree) == package.layers[0].content()
    assert {etree.QName(each).localname for each in tree.iter()} >= {"档号", "反编码关键字", "业务行为"}
    declared = {each.get("name") for each in etree.parse(str(structure.SCHEMA)).iter("{*}element") if each.get("name")}
    assert declared - shaped_names() == {
        *("电子文件封装包", "封装包格式描述", "版本", "被签名对象", "封装包类型", "封装包类型描述", "封装包创建时间"),
        *("封装包创建单位", "封装内容", "修改封装内容", "修改标识符", "原封装包", "修订内容"),
        *("电子签名块", "电子签名", "锁定签名"),
    }


def shaped_names() -> set[str]:
    from dataclasses import fields, is_dataclass

    from lantai.engines.packages.eep import shapes

    classes = [each for each in vars(shapes).values() if isinstance(each, type) and is_dataclass(each)]
    return {each.metadata.get("name", "") for shape in classes for each in fields(shape)} | {
        "文件实体块",
        "业务实体块",
        "机构人员实体块",
    }


@pytest.mark.parametrize("encoding", ["UTF-8", "GB2312", "GB18030", "UTF-16", "UTF-16BE"])
def test_it_reads_any_encoding(encoding, tmp_path):
    data = "内容".encode() * 50_000
    mark = codecs.BOM_UTF16_BE if encoding == "UTF-16BE" else b""
    package = opened(tmp_path, mark + foreign(with_data("a.txt", data), encoding=encoding))

    ((_, inside),) = [package.present_files()]

    assert [entry.fields["题名"] for entry in package.entries()] == ["甲&乙"]
    with package.open(inside.name) as stream:
        assert stream.read() == data
    assert not codes_of(package) & {"packages.bad_encoding", "eep.encoding", "eep.not_base64", "packages.size_differs"}


def test_it_tells_a_wrongly_declared_encoding(tmp_path):
    data = foreign(with_data("a.txt", b"x")).replace(b'encoding="UTF-8"', b'encoding="GB2312"')

    assert only(opened(tmp_path, data), "packages.bad_encoding").params["used"] == "UTF-8"
    assert "packages.bad_encoding" not in codes_of(
        opened(tmp_path, codecs.BOM_UTF8 + foreign(with_data("a.txt", b"x")))
    )


def test_it_reads_other_prefixes_and_no_namespace(tmp_path):
    text = foreign(with_data("a.txt", b"x")).decode()
    bare = text.replace(f' xmlns="{names.NAMESPACE}"', "")
    prefixed = etree.fromstring(text.encode())
    renamed = etree.tostring(_prefixed(prefixed), encoding="utf-8")

    for data, without in ((bare.encode(), True), (renamed, False)):
        package = opened(tmp_path, data)
        assert [entry.fields["题名"] for entry in package.entries()] == ["甲&乙"]
        assert ("eep.no_namespace" in codes_of(package)) is without


def _prefixed(element: etree._Element) -> etree._Element:
    copy = etree.Element(element.tag, dict(element.attrib), nsmap={"eep": names.NAMESPACE})
    copy.text = element.text
    copy.extend([_prefixed(child) for child in element])
    return copy


def test_it_judges_the_example_that_circulates():
    package = EepPackage(shared_data("standards", "eep_dat48", "eep_example_2.xml"))

    (entry,) = package.entries()
    found = codes_of(package)

    assert (entry.fields["题名"], entry.fields["档号"], len(entry.files)) == ("x资料", "2021-2-Y-001", 1)
    assert [each.size for each in package.declared_files()] == [166605]
    assert found >= {"eep.element_unexpected", "eep.element_missing", "eep.wrong_value", "eep.no_data"}
    assert only(package, "eep.signature_no_certificate").params["state"] == "unverifiable"


# ── files ──


@pytest.mark.parametrize(
    ("told", "inside", "code"),
    [
        ("../../etc/passwd", "passwd", "eep.name_unsafe"),
        ("C:\\扫描\\1.txt", "1.txt", "eep.name_unsafe"),
        ("扫描\\1.txt", "扫描/1.txt", "eep.name_unsafe"),
        ("/", "d1", "eep.name_unsafe"),
        ("长" * 200, "d1", "eep.name_unsafe"),
        ("", "d1", "eep.name_empty"),
        ("a.pdf", "a.pdf", "eep.extension_differs"),
    ],
)
def test_it_trusts_no_name(told, inside, code, tmp_path):
    package = opened(tmp_path, foreign(with_data(told, b"x")))

    names_inside = [file.name for file in package.present_files()][1:]

    assert names_inside == [f"d1/{inside}"]
    assert code in codes_of(package)


@pytest.mark.parametrize(
    ("size", "code"), [("4", "packages.size_differs"), ("3 KB", "eep.size_unreadable"), ("", "eep.size_unreadable")]
)
def test_it_compares_sizes(size, code, tmp_path):
    assert code in codes_of(opened(tmp_path, foreign(with_data("a.txt", b"abc", size=size))))
    assert "packages.size_differs" not in codes_of(opened(tmp_path, foreign(with_data("a.txt", b"abc", size="3字节"))))


@pytest.mark.parametrize(
    ("checksum", "differs"),
    [
        ("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0", False),
        ("0" * 64, True),
        ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", False),
        ("MD5:900150983cd24fb0d6963f7d28e17f72", False),
        ("0" * 32, True),
        ("无", False),
    ],
)
def test_it_compares_checksums_of_other_editions(checksum, differs, tmp_path):
    text = with_data("a.txt", b"abc").replace("</电子属性>", f"<校验码>{checksum}</校验码></电子属性>")

    assert ("eep.checksum_differs" in codes_of(opened(tmp_path, foreign(text)))) is differs


@pytest.mark.parametrize("damage", ["=QUJD", "QUJ", "QU!D", "QQ==QUJD", "档"])
def test_it_says_what_is_not_base64(damage, tmp_path):
    text = with_data("a.txt", b"").replace('编码数据ID="d1">', f'编码数据ID="d1">{damage}')
    package = opened(tmp_path, foreign(text))

    assert "eep.not_base64" in codes_of(package)
    with pytest.raises(OSError, match="base64"), package.open("d1/a.txt") as stream:
        stream.read()


def test_it_misses_data_that_are_not_there(tmp_path):
    text = with_data("a.txt", b"x")
    start, end = text.index("<编码数据"), text.index("</编码>")
    referring = text.replace('编码数据ID="d1">', '编码数据ID="d1" 引用编码数据ID="d0">')

    assert "eep.no_data" in codes_of(opened(tmp_path, foreign(text[:start] + text[end:])))
    assert "eep.reference" in codes_of(opened(tmp_path, foreign(referring)))


def test_it_says_when_a_layer_is_not_what_it_calls_itself(package, tmp_path):
    whole = package.path.read_text("utf-8")
    renamed = whole.replace("<封装包类型>原始型", "<封装包类型>修改型")

    assert "eep.kind_differs" in codes_of(opened(tmp_path, renamed.encode()))
    assert "eep.kind_differs" in codes_of(opened(tmp_path, whole.replace("未经修改", "系修改封装").encode()))


def test_it_tells_identifiers_that_stand_twice(tmp_path):
    assert only(opened(tmp_path, foreign(with_data("a.txt", b"x").replace('"b1"', '"d1"'))), "eep.duplicate_id")


@given(st.lists(st.binary(max_size=200), max_size=6), st.integers(min_value=1, max_value=50))
@settings(max_examples=30, deadline=None)
def test_base64_is_decoded_however_it_is_cut(pieces, width):
    text = "".join(base64s.encoded(pieces)).replace("\n", "\r\n ")
    decoder = Decoder()

    decoded = b"".join([decoder.push(text[at : at + width]) for at in range(0, len(text), width)])

    decoder.finish()
    assert decoded == b"".join(pieces)


def test_base64_that_ends_too_early_is_none():
    decoder = Decoder()
    decoder.push("QUI")

    with pytest.raises(NotBase64):
        decoder.finish()


# ── what means harm, and what is damaged ──


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "packages.not_xml"),
        (b"not xml", "packages.not_xml"),
        (b"<a/>", "eep.not_eep"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "packages.doctype"),
        ("<!DOCTYPE 电子文件封装包><电子文件封装包/>".encode(), "packages.doctype"),
        (b"<a>" * 500, "packages.not_xml"),
        (b"<x:a/>", "packages.not_xml"),
        ("<电子文件封装包><a>\ufffe</a></电子文件封装包>".encode(), "packages.not_xml"),
        (b"<a>" + b"x" * (1 << 20) + b"\xff\xff</a>", "eep.encoding"),
    ],
)
def test_it_stops_with_words(data, code, tmp_path):
    package = opened(tmp_path, data)

    assert code in codes_of(package)
    assert (list(package.entries()), len(list(package.present_files()))) == ([], 1)


def test_it_stops_where_the_metadata_would_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(survey, "MOST_TEXT", 1000)
    monkeypatch.setattr(survey, "MOST_ELEMENTS", 50)

    for inside in ("x" * 2000, "<a/>" * 100):
        assert "packages.not_xml" in codes_of(opened(tmp_path, foreign(with_data("a.txt", b"x") + inside)))


def test_it_lists_no_end_of_departures(tmp_path, monkeypatch):
    monkeypatch.setattr(structure, "MOST", 1)

    assert only(opened(tmp_path, foreign(with_data("a.txt", b"x"))), "eep.more_of_them").params["count"] > 0


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_raises(data, package, tmp_path):
    """Cut anywhere, or bytes changed: always findings, and what can be read is given."""
    whole = bytearray(package.path.read_bytes())
    for _ in range(data.draw(st.integers(min_value=0, max_value=3))):
        whole[data.draw(st.integers(min_value=0, max_value=len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(min_value=0, max_value=len(whole)))

    damaged = opened(tmp_path, bytes(whole[:cut]))

    assert {each.severity for each in damaged.judge()} >= ({Severity.ERROR} if cut < len(whole) - 30 else set())
    for file in list(damaged.present_files())[1:]:
        assert file.size < 2000


def test_a_package_that_is_cut_still_gives_what_was_before(tmp_path, package):
    whole = package.path.read_bytes()
    cut = opened(tmp_path, whole[: whole.index("业务实体块".encode())])

    names_inside = [file.name for file in cut.present_files()][1:]

    assert names_inside == [f"{identifier}/{name}" for identifier, name in zip(identifiers(2), FILES, strict=True)]
    with cut.open(names_inside[1]) as stream:
        assert stream.read() == FILES["b.txt"]


def test_layer_of_names_data_by_the_convention():
    assert identifiers(1, "修改1") == ["修改1-文档1-文档数据1-编码1"]
    assert layer_of({}).change_id == "修改0"
