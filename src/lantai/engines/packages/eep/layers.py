"""The layers of a package, from the outermost inwards: each change is a layer around what was there before (修改型)."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from lantai.engines.packages.eep import names
from lantai.engines.packages.eep.names import tag
from lantai.engines.packages.eep.shapes import Content, Signature
from lantai.engines.packages.eep.trees import read, text_of


@dataclass(frozen=True)
class Layer:
    """One 被签名对象 with what was signed over it. `depth` is 0 for the outermost, which is the state of today."""

    depth: int
    element: etree._Element
    signature_elements: tuple[etree._Element, ...]
    lock_element: etree._Element | None

    def _text(self, name: str) -> str:
        return text_of(self.element.find(tag(name)))

    @property
    def kind(self) -> str:
        """原始型 or 修改型."""
        return self._text("封装包类型")

    @property
    def kind_text(self) -> str:
        return self._text("封装包类型描述")

    @property
    def created_at(self) -> str:
        return self._text("封装包创建时间")

    @property
    def created_by(self) -> str:
        return self._text("封装包创建单位")

    @property
    def change_id(self) -> str:
        """修改标识符 of a changed layer."""
        return text_of(self.element.find(f"{tag(names.CHANGED)}/{tag('修改标识符')}"))

    @property
    def content_element(self) -> etree._Element | None:
        """封装内容 or 修订内容."""
        changed = self.element.find(f"{tag(names.CHANGED)}/{tag(names.REVISED)}")
        return self.element.find(tag(names.CONTENT)) if changed is None else changed

    def content(self) -> Content:
        """The records of this layer as shapes; of a package that breaks the rules, what fits."""
        element = self.content_element
        return Content() if element is None else read(Content, element)

    def signatures(self) -> tuple[Signature, ...]:
        return tuple(read(Signature, element) for element in self.signature_elements)

    def lock(self) -> Signature | None:
        return None if self.lock_element is None else read(Signature, self.lock_element)

    @property
    def data_elements(self) -> list[etree._Element]:
        """The 编码数据 of this layer, without those of the layers inside."""
        content = self.content_element
        return [] if content is None else list(content.iter(tag(names.DATA)))


def layers_of(root: etree._Element | None) -> list[Layer]:
    """Every layer that is there, outermost first."""
    found: list[Layer] = []
    holder = root
    while holder is not None:
        signed = holder.find(tag(names.SIGNED))
        if signed is None:
            break
        block = holder.find(tag(names.SIGNATURES))
        signatures = () if block is None else tuple(block.findall(tag(names.SIGNATURE)))
        if block is not None and not signatures and len(block):
            signatures = (block,)  # programs write the fields of one signature into the block itself
        found.append(Layer(len(found), signed, signatures, holder.find(tag(names.LOCK))))
        holder = signed.find(f"{tag(names.CHANGED)}/{tag(names.INNER)}")
    return found
