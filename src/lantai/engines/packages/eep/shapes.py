"""Every element of DA/T 48-2009 as a shape, in the order in which the standard puts it.

A shape is read from a tree and written to one by the same table: its fields in order, each with its element's name. A
text that is not there is empty; what the standard demands is written even where it is empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def leaf(name: str, *, required: bool = False) -> Any:
    """An element with text, at most once."""
    return field(default="", metadata={"name": name, "required": required, "many": False})


def leaves(name: str) -> Any:
    """Elements with text, any number."""
    return field(default=(), metadata={"name": name, "required": False, "many": True})


def part(name: str, shape: type, *, required: bool = False) -> Any:
    """An element that is a shape of its own, at most once."""
    make = shape if required else (lambda: None)
    return field(default_factory=make, metadata={"name": name, "shape": shape, "required": required, "many": False})


def parts(name: str, shape: type) -> Any:
    """Elements that are shapes of their own, any number."""
    return field(default=(), metadata={"name": name, "shape": shape, "required": False, "many": True})


def attribute(name: str) -> Any:
    return field(default="", metadata={"attribute": name})


def own_text() -> Any:
    """The text of the element itself, beside or instead of its children."""
    return field(default="", metadata={"text": True})


# ── one record ──


@dataclass(frozen=True, slots=True)
class Provenance:
    """来源."""

    archive_name: str = leaf("档案馆名称")
    archive_code: str = leaf("档案馆代码")
    fonds_name: str = leaf("全宗名称")
    originating_unit: str = leaf("立档单位名称", required=True)


@dataclass(frozen=True, slots=True)
class ReferenceCode:
    """档号: as a text, in its parts, or both."""

    text: str = own_text()
    fonds: str = leaf("全宗号")
    catalogue: str = leaf("目录号")
    year: str = leaf("年度", required=True)
    retention: str = leaf("保管期限", required=True)
    unit_or_subject: str = leaf("机构或问题")
    record_class: str = leaf("类别号")
    unit_volume: str = leaf("室编案卷号")
    archive_volume: str = leaf("馆编案卷号")
    unit_item: str = leaf("室编件号")
    archive_item: str = leaf("馆编件号")
    page: str = leaf("页号")


@dataclass(frozen=True, slots=True)
class Description:
    """内容描述."""

    title: str = leaf("题名", required=True)
    parallel_title: str = leaf("并列题名")
    subtitle: str = leaf("副题名")
    title_note: str = leaf("说明题名文字")
    subjects: tuple[str, ...] = leaves("主题词")
    keywords: str = leaf("关键词")
    persons: str = leaf("人名")
    summary: str = leaf("摘要")
    classification: str = leaf("分类号")
    document_number: str = leaf("文件编号")
    creator: str = leaf("责任者", required=True)
    date: str = leaf("日期", required=True)
    genre: str = leaf("文种")
    urgency: str = leaf("紧急程度")
    addressee: str = leaf("主送")
    copied_to: str = leaf("抄送")
    secrecy_level: str = leaf("密级", required=True)
    secrecy_term: str = leaf("保密期限")


@dataclass(frozen=True, slots=True)
class Form:
    """形式特征."""

    composition: str = leaf("文件组合类型", required=True)
    items: str = leaf("件数")
    pages: str = leaf("页数")
    language: str = leaf("语种")
    draft: str = leaf("稿本")


@dataclass(frozen=True, slots=True)
class Location:
    """存储位置."""

    current: str = leaf("当前位置")
    carriers: tuple[str, ...] = leaves("脱机载体编号")
    carrier_places: tuple[str, ...] = leaves("脱机载体存址")
    microform: str = leaf("缩微号")


@dataclass(frozen=True, slots=True)
class Authorisation:
    """授权: whom, to what."""

    to: str = leaf("授权对象", required=True)
    act: str = leaf("授权行为", required=True)


@dataclass(frozen=True, slots=True)
class Rights:
    """权限管理."""

    intellectual_property: str = leaf("知识产权说明")
    authorisations: tuple[Authorisation, ...] = parts("授权", Authorisation)
    control: str = leaf("控制标识")


@dataclass(frozen=True, slots=True)
class Electronic:
    """电子属性 of one computer file."""

    format: str = leaf("格式信息")
    name: str = leaf("计算机文件名", required=True)
    size: str = leaf("计算机文件大小", required=True)
    program: str = leaf("文档创建程序")


@dataclass(frozen=True, slots=True)
class Digitised:
    """数字化属性."""

    original_form: str = leaf("数字化对象形态")
    resolution: str = leaf("扫描分辨率", required=True)
    colour: str = leaf("扫描色彩模式", required=True)
    compression: str = leaf("图像压缩方案")


@dataclass(frozen=True, slots=True)
class Data:
    """编码数据: where the base64 is, without it. `refers_to`: the bytes are in an inner layer, under that name."""

    identifier: str = attribute("编码数据ID")
    refers_to: str = attribute("引用编码数据ID")


@dataclass(frozen=True, slots=True)
class Coding:
    """编码: one computer file. `keyword` says how to get its bytes out again: `base64-pdf`."""

    identifier: str = attribute("编码ID")
    electronic: Electronic = part("电子属性", Electronic, required=True)
    digitised: Digitised | None = part("数字化属性", Digitised)
    description: str = leaf("编码描述", required=True)
    keyword: str = leaf("反编码关键字", required=True)
    data: Data = part("编码数据", Data, required=True)


@dataclass(frozen=True, slots=True)
class Version:
    """文档数据: one version (稿本) or the processing slip."""

    identifier: str = attribute("文档数据ID")
    codings: tuple[Coding, ...] = parts("编码", Coding)


@dataclass(frozen=True, slots=True)
class Document:
    """文档."""

    identifier: str = leaf("文档标识符", required=True)
    number: str = leaf("文档序号")
    role: str = leaf("文档主从声明")
    title: str = leaf("题名")
    versions: tuple[Version, ...] = parts("文档数据", Version)


@dataclass(frozen=True, slots=True)
class Documents:
    """文件数据."""

    documents: tuple[Document, ...] = parts("文档", Document)


@dataclass(frozen=True, slots=True)
class FileEntity:
    """文件实体: one record."""

    level: str = leaf("聚合层次", required=True)
    provenance: Provenance = part("来源", Provenance, required=True)
    electronic_number: str = leaf("电子文件号", required=True)
    reference_code: ReferenceCode = part("档号", ReferenceCode, required=True)
    description: Description = part("内容描述", Description, required=True)
    form: Form = part("形式特征", Form, required=True)
    location: Location = part("存储位置", Location, required=True)
    rights: Rights = part("权限管理", Rights, required=True)
    systems: tuple[str, ...] = leaves("信息系统描述")
    notes: tuple[str, ...] = leaves("附注")
    data: Documents = part("文件数据", Documents, required=True)


# ── what surrounds it ──


@dataclass(frozen=True, slots=True)
class FileRelation:
    """文件实体关系."""

    file: str = leaf("文件标识符", required=True)
    related_file: str = leaf("被关联文件标识符", required=True)
    kind: str = leaf("关系类型")
    relation: str = leaf("关系")
    description: str = leaf("关系描述")


@dataclass(frozen=True, slots=True)
class Files:
    """文件实体块."""

    entities: tuple[FileEntity, ...] = parts("文件实体", FileEntity)
    relations: tuple[FileRelation, ...] = parts("文件实体关系", FileRelation)


@dataclass(frozen=True, slots=True)
class Business:
    """业务实体: what was done, when and why."""

    identifier: str = leaf("业务标识符", required=True)
    agent: str = leaf("机构人员标识符", required=True)
    file: str = leaf("文件标识符", required=True)
    state: str = leaf("业务状态", required=True)
    act: str = leaf("业务行为", required=True)
    time: str = leaf("行为时间", required=True)
    basis: str = leaf("行为依据")
    description: str = leaf("行为描述")


@dataclass(frozen=True, slots=True)
class BusinessBlock:
    """业务实体块."""

    entities: tuple[Business, ...] = parts("业务实体", Business)


@dataclass(frozen=True, slots=True)
class Agent:
    """机构人员实体."""

    identifier: str = leaf("机构人员标识符", required=True)
    kind: str = leaf("机构人员类型")
    name: str = leaf("机构人员名称", required=True)
    code: str = leaf("组织机构代码")
    post: str = leaf("个人职位")


@dataclass(frozen=True, slots=True)
class AgentRelation:
    """机构人员实体关系. Its parts are in no copy we have: those of the other relation are taken."""

    agent: str = leaf("机构人员标识符", required=True)
    related_agent: str = leaf("被关联机构人员标识符", required=True)
    kind: str = leaf("关系类型")
    relation: str = leaf("关系")
    description: str = leaf("关系描述")


@dataclass(frozen=True, slots=True)
class Agents:
    """机构人员实体块."""

    agents: tuple[Agent, ...] = parts("机构人员实体", Agent)
    relations: tuple[AgentRelation, ...] = parts("机构人员实体关系", AgentRelation)


@dataclass(frozen=True, slots=True)
class Content:
    """封装内容 or 修订内容."""

    files: Files = part("文件实体块", Files, required=True)
    business: BusinessBlock = part("业务实体块", BusinessBlock, required=True)
    agents: Agents = part("机构人员实体块", Agents, required=True)


# ── signatures ──


@dataclass(frozen=True, slots=True)
class CertificateBlock:
    """证书块."""

    certificates: tuple[str, ...] = leaves("证书")
    address: str = leaf("证书引证")


@dataclass(frozen=True, slots=True)
class Signature:
    """电子签名, or 锁定签名: then `locks` names the signature that it signs."""

    locks: str = leaf("被锁定签名标识符")
    identifier: str = leaf("签名标识符")
    rule: str = leaf("签名规则", required=True)
    time: str = leaf("签名时间")
    signer: str = leaf("签名人")
    result: str = leaf("签名结果", required=True)
    blocks: tuple[CertificateBlock, ...] = parts("证书块", CertificateBlock)
    algorithm: str = leaf("签名算法标识", required=True)
