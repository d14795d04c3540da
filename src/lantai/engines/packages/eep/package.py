"""An EEP package opened for reading: one file, of any size, from whoever made it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import IO, ClassVar

from lxml import etree

from lantai.base.common.findings import Finding
from lantai.engines.packages.eep import base64s, names
from lantai.engines.packages.eep.files import Held, held_files
from lantai.engines.packages.eep.judging import judge
from lantai.engines.packages.eep.layers import Layer, layers_of
from lantai.engines.packages.eep.names import tag
from lantai.engines.packages.eep.source import Source, Unreadable
from lantai.engines.packages.eep.survey import Survey, survey
from lantai.engines.packages.eep.trees import line_of, text_of
from lantai.engines.packages.errors import FileNotThere
from lantai.engines.packages.files import open_named, present_files, readable
from lantai.engines.packages.model import DeclaredFile, Entry, PackageForm, PresentFile, Progress, Statement
from lantai.engines.packages.watch import Watch
from lantai.engines.signatures.certificates import Certificate

_STATED = ("封装包格式描述", "版本", "封装包类型", "封装包类型描述", "封装包创建时间", "封装包创建单位")


class EepPackage:
    """One `.eep` or `.xml` file. It is read once when something is first asked; what is kept is its tree without data.

    `trusted`: certificates of those whose signatures count, and of authorities.
    """

    form: ClassVar[PackageForm] = PackageForm.EEP

    def __init__(self, path: Path, *, trusted: Sequence[Certificate] = ()) -> None:
        self.path, self.trusted = path, tuple(trusted)

    @cached_property
    def source(self) -> Source:
        return Source(self.path)

    @cached_property
    def survey(self) -> Survey:
        try:
            return survey(self.source)
        except Unreadable as error:
            return Survey(broken=error)

    @cached_property
    def layers(self) -> list[Layer]:
        """The layers that are there, outermost first; the first is the state of today."""
        return layers_of(self.survey.root)

    @cached_property
    def held(self) -> list[Held]:
        """The files of all layers, those that only refer to another included."""
        return held_files(self.layers, self.survey)

    @property
    def title(self) -> str:
        """The package's own name as present files have it."""
        return readable(self.path.name)[0]

    def _stated(self, name: str) -> str:
        root = self.survey.root
        if root is None:
            return ""
        found = root.find(tag(name))
        return text_of(found if found is not None else root.find(f"{tag(names.SIGNED)}/{tag(name)}"))

    @property
    def version(self) -> str:
        return self._stated("版本")

    def statement(self) -> Statement | None:
        if self.survey.root is None:
            return None
        fields = {name: (value,) for name in _STATED if (value := self._stated(name))}
        return Statement(self.title, fields, encoding=self.source.title.lower())

    def entries(self) -> Iterator[Entry]:
        """The records of the outermost layer: what was before a change is in `layers`."""
        if not self.layers or self.layers[0].content_element is None:
            return
        block = self.layers[0].content_element.find(tag("文件实体块"))
        if block is None:
            return
        entities = block.findall(tag("文件实体")) or [block]  # programs leave the element 文件实体 out
        for number, entity in enumerate(entities, start=1):
            yield self._entry(number, entity)

    def _entry(self, number: int, entity: etree._Element) -> Entry:
        fields: dict[str, str] = {}
        repeated: dict[str, tuple[str, ...]] = {}
        for name, value in _leaves(entity):
            if name in fields:
                repeated[name] = (*repeated.get(name, (fields[name],)), value)
            else:
                fields[name] = value
        for name in repeated:
            fields.pop(name)
        inside = set(entity.iter())
        files = tuple(held.name for held in self.held if held.element in inside)
        level = fields.pop("聚合层次", "")
        return Entry(self.title, number, level, fields, files, repeated, line=line_of(entity))

    def declared_files(self) -> Iterator[DeclaredFile]:
        for held in self.held:
            single = held.checksum_algorithms if len(held.checksum_algorithms) == 1 else ()
            digests = dict.fromkeys(single, held.checksum)
            yield DeclaredFile(held.name, self.title, held.size, digests, line_of(held.element))

    def present_files(self) -> Iterator[PresentFile]:
        """The package itself, and each file in it. What only refers to a file of an inner layer is not there twice."""
        yield from present_files(self.path)
        for held in self.held:
            if not held.reference and held.data is not None and held.data in self.survey.places:
                yield PresentFile(held.name, self.survey.amounts[held.data].size)

    def open(self, name: str) -> IO[bytes]:
        """The bytes of one file, decoded as they are read. Reading raises OSError where they are not base64."""
        if name == self.title:
            return open_named(self.path, name)
        held = next((each for each in self.held if each.name == name), None)
        place = self.survey.places.get(held.data) if held and held.data is not None else None
        if place is None:
            raise FileNotThere(name=name)
        return base64s.stream(self.source, place.span)

    def judge(self, *, progress: Progress | None = None) -> Iterator[Finding]:
        return judge(self, Watch(progress))


def _leaves(entity: etree._Element) -> Iterator[tuple[str, str]]:
    """Name and text of everything an entity says of itself, without its documents; empty ones are left out."""
    for child in entity:
        if child.tag == tag("文件数据"):
            continue
        name = names.local(child.tag)
        if not len(child):
            if value := text_of(child):
                yield name, value
            continue
        own = "".join([child.text or "", *(each.tail or "" for each in child)]).strip()
        if own:
            yield name, own
        yield from _leaves(child)
