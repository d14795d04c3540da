"""EEP packages made for the tests: by our writer, and as other programs write them."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from lantai.engines.packages.eep import names
from lantai.engines.packages.eep.shapes import (
    Agent,
    Agents,
    Business,
    BusinessBlock,
    Coding,
    Content,
    Data,
    Description,
    Document,
    Documents,
    Electronic,
    FileEntity,
    Files,
    Form,
    Location,
    Provenance,
    ReferenceCode,
    Version,
)
from lantai.engines.packages.eep.writing import NewLayer, Signer, write_package
from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.certificates import Certificate, Validity, make_certificate
from lantai.engines.signatures.keys import PrivateKey, make_private_key

NOW = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
UNIT = "临江县农业局"


def content(files: Mapping[str, str], *, layer: str = "修改0", references: Mapping[str, str] | None = None) -> Content:
    """One record. `files`: 编码数据ID → 计算机文件名; `references`: those whose bytes are in an inner layer."""
    codings = tuple(
        Coding(
            identifier=f"{identifier}-码",
            electronic=Electronic(name=name, size="" if identifier not in (references or {}) else "3"),
            description="Base64 编码",
            keyword=f"base64-{name.rpartition('.')[2]}" if "." in name else "base64",
            data=Data(identifier, (references or {}).get(identifier, "")),
        )
        for identifier, name in files.items()
    )
    document = Document(f"{layer}-文档1", "1", "主文档", "正本", (Version(f"{layer}-文档1-文档数据1", codings),))
    entity = FileEntity(
        level="文件",
        provenance=Provenance(fonds_name=UNIT, originating_unit=UNIT),
        electronic_number="D0001",
        reference_code=ReferenceCode("", "0001", year="1983", retention="永久", record_class="WS", archive_item="0001"),
        description=Description(
            title="关于农村土地承包的通知",
            creator=UNIT,
            date="19830512",
            secrecy_level="公开",
            subjects=("土地", "承包"),
        ),
        form=Form("单件", "1", "2"),
        location=Location(carriers=("无",)),
        data=Documents((document,)),
    )
    business = Business("B1", "P1", "D0001", "历史行为", "捕获", "1983-05-12T10:00:00+08:00")
    return Content(Files((entity,)), BusinessBlock((business,)), Agents((Agent("P1", "单位", UNIT),)))


def identifiers(count: int, layer: str = "修改0") -> list[str]:
    return [f"{layer}-文档1-文档数据1-编码{number}" for number in range(1, count + 1)]


def layer_of(paths: Mapping[str, Path], name: str = "修改0") -> NewLayer:
    """A layer with these files, by 计算机文件名."""
    known = dict(zip(identifiers(len(paths), name), paths.items(), strict=True))
    shapes = content({identifier: each[0] for identifier, each in known.items()}, layer=name)
    return NewLayer(shapes, {identifier: each[1] for identifier, each in known.items()}, UNIT, NOW, name)


@cache
def signer(kind: KeyKind = KeyKind.SM2) -> Signer:
    key = make_private_key(kind)
    return Signer(key, certificate_of(key), "张三")


def certificate_of(key: PrivateKey) -> Certificate:
    since = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    validity = Validity(since, since.replace(year=2040))
    return make_certificate(name=UNIT, organisation=UNIT, public=key.public, signer=key, validity=validity)


def written(folder: Path, content: Mapping[str, bytes], *, signed: bool = True) -> Path:
    """A package of ours with these files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for number, (name, data) in enumerate(content.items()):
        paths[name] = folder / f"source{number}"
        paths[name].write_bytes(data)
    target = folder / "包.eep"
    write_package(target, layer_of(paths), signer=signer() if signed else None)
    return target


def foreign(signed: str, *, block: str = "", encoding: str = "UTF-8") -> bytes:
    """A package as another program writes it, around a signed element given as text."""
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>\r\n<{names.ROOT} xmlns="{names.NAMESPACE}" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\r\n  <版本>2009</版本>\r\n  {signed}\r\n{block}'
        f"</{names.ROOT}>"
    )
    return text.encode(encoding.lower().replace("gb2312", "gb18030"))


def signature_block(result: bytes, certificate: Certificate | None, algorithm: str) -> str:
    shown = f"<证书>{base64.b64encode(certificate.der).decode()}</证书>" if certificate else ""
    return (
        "<电子签名块><电子签名><签名标识符>修改0-签名1</签名标识符><签名规则>摘要签名</签名规则>"
        f"<签名结果>{base64.b64encode(result).decode()}</签名结果><证书块>{shown}</证书块>"
        f"<签名算法标识>{algorithm}</签名算法标识></电子签名></电子签名块>"
    )


def with_data(name: str, data: bytes, *, size: str | None = None) -> str:
    """A signed element with blanks, CDATA and one file."""
    return (
        f'<被签名对象 eep版本="2009">\r\n    <封装包类型><![CDATA[原始型]]></封装包类型>\r\n    <封装内容>\r\n'
        f"      <文件实体块><文件实体><聚合层次>文件</聚合层次><电子文件号/>"
        f"<内容描述><题名><![CDATA[甲&乙]]></题名></内容描述>"
        f'<文件数据><文档><文档数据 文档数据ID="s1"><编码 编码ID="b1"><电子属性><计算机文件名>{name}</计算机文件名>'
        f"<计算机文件大小>{len(data) if size is None else size}</计算机文件大小></电子属性>"
        f"<反编码关键字>base64-txt</反编码关键字>"
        f'<编码数据 编码数据ID="d1">{base64.encodebytes(data).decode()}</编码数据></编码></文档数据></文档></文件数据>'
        "</文件实体></文件实体块>\r\n    </封装内容>\r\n  </被签名对象>"
    )
