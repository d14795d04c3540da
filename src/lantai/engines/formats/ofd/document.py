"""The document inside an OFD package: its pages with their templates, annotations, attachments and description."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml.etree import _Element as Element

from lantai.engines.formats.ofd.package import Package
from lantai.engines.formats.ofd.problems import (
    NoSuchPage,
    NotAnOfdPackage,
    OfdHasNoPages,
    OfdIsEncrypted,
    OfdPartIsMissing,
    OfdUnreadable,
)
from lantai.engines.formats.ofd.resources import Resources
from lantai.engines.formats.ofd.values import (
    Rect,
    box,
    child,
    child_text,
    children,
    descendants,
    flag,
    local_name,
    text_of,
)

A4: Rect = (0.0, 0.0, 210.0, 297.0)
MAX_SIDE_MM = 20_000.0
MAX_PAGES = 20_000
_RANKS = {"Background": 0, "Body": 1, "Foreground": 2}


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a page as it is drawn: `rank` is 0 behind, 1 body, 2 in front."""

    element: Element
    rank: int
    from_template: bool


@dataclass(frozen=True, slots=True)
class Annotation:
    """What somebody laid over a page: a stamp, a watermark, a note. `appearance` holds its graphics."""

    kind: str
    appearance: Element


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    part: str
    size: int


@dataclass(slots=True)
class Body:
    """One document of the package; nearly always the only one."""

    folder: str
    resources: Resources
    page_box: Rect
    templates: dict[str, tuple[str, str]]
    annotations: dict[str, list[str]]
    attachments: list[Attachment]
    signatures_part: str | None
    info: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageRef:
    body: Body
    page_id: str
    part: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page, read: its box in millimetres, its layers in drawing order, its annotations."""

    box: Rect
    layers: tuple[Layer, ...]
    annotations: tuple[Annotation, ...]
    resources: Resources
    page_id: str
    body: Body


class OfdDocument:
    """An opened OFD file. Raises `OfdUnreadable` when there is nothing to show; lesser faults go to `package.notes`."""

    def __init__(self, source: Path | bytes) -> None:
        self.package = Package(source)
        self.bodies: list[Body] = []
        self.pages: list[PageRef] = []
        try:
            self._load()
        except OfdUnreadable:
            self.package.close()
            raise

    def __enter__(self) -> OfdDocument:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.package.close()

    def _load(self) -> None:
        entry = self.package.find("OFD.xml")
        if entry is None:
            raise NotAnOfdPackage(reason="OFD.xml is missing")
        if locked := self.package.find("Encryptions.xml"):
            raise OfdIsEncrypted(part=locked)
        root = self.package.xml(entry)
        if local_name(root) != "OFD":
            raise NotAnOfdPackage(reason=f"OFD.xml begins with <{local_name(root)[:40]}>")
        failure: OfdUnreadable | None = None
        for element in children(root, "DocBody"):
            try:
                self._load_body(element)
            except OfdUnreadable as error:
                failure = failure or error
                self.package.note(error.code, str(len(self.bodies)), **error.params)
        if not self.pages:
            raise failure or OfdHasNoPages()

    def _load_body(self, element: Element) -> None:
        location = child_text(element, "DocRoot")
        part = self.package.resolve(location)
        if part is None:
            raise OfdPartIsMissing(part=location or "DocRoot")
        root = self.package.xml(part)
        body = _read_body(self.package, part, root)
        body.info = _info(child(element, "DocInfo"))
        body.signatures_part = self.package.resolve(child_text(element, "Signatures"), body.folder)
        self.bodies.append(body)
        for one in list(children(child(root, "Pages"), "Page"))[:MAX_PAGES]:
            location = one.get("BaseLoc", "")
            found = self.package.resolve(location, body.folder)
            if found is None:
                self.package.note(OfdPartIsMissing.code, location, part=location)
            self.pages.append(PageRef(body, one.get("ID", ""), found or ""))

    def page(self, number_: int) -> Page:
        """The page with this number, counted from 1. A page whose content is missing or damaged is an empty page."""
        if not 1 <= number_ <= len(self.pages):
            raise NoSuchPage(count=len(self.pages), number=number_)
        ref = self.pages[number_ - 1]
        root = self._xml_or_none(ref.part)
        area = box(child_text(child(root, "Area"), "PhysicalBox"))
        parts = [
            found
            for one in children(root, "PageRes")
            if (found := self.package.resolve(text_of(one), posixpath.dirname(ref.part), ref.body.folder))
        ]
        return Page(
            box=_sane(area, ref.body.page_box),
            layers=tuple(sorted(self._layers(ref.body, root), key=lambda layer: layer.rank)),
            annotations=tuple(self._annotations(ref)),
            resources=ref.body.resources.extended(self.package, parts) if parts else ref.body.resources,
            page_id=ref.page_id,
            body=ref.body,
        )

    def _xml_or_none(self, part: str) -> Element | None:
        if not part:
            return None
        try:
            return self.package.xml(part)
        except OfdUnreadable as error:
            self.package.note(error.code, part, **error.params)
            return None

    def _layers(self, body: Body, root: Element | None) -> Iterator[Layer]:
        """Templates first: the sort by rank is stable, so a template's background lies below the page's own."""
        for reference in children(root, "Template"):
            part, order = body.templates.get(reference.get("TemplateID", ""), ("", ""))
            order = reference.get("ZOrder") or order or "Background"
            template = self._xml_or_none(part)
            for layer in children(child(template, "Content"), "Layer"):
                yield Layer(layer, _RANKS.get(order, 0), from_template=True)
        for layer in children(child(root, "Content"), "Layer"):
            yield Layer(layer, _RANKS.get(layer.get("Type", "Body"), 1), from_template=False)

    def _annotations(self, ref: PageRef) -> Iterator[Annotation]:
        for part in ref.body.annotations.get(ref.page_id, []):
            for one in children(self._xml_or_none(part), "Annot"):
                appearance = child(one, "Appearance")
                if appearance is not None and flag(one.get("Visible"), default=True):
                    yield Annotation(one.get("Type", ""), appearance)


def _read_body(package: Package, part: str, root: Element) -> Body:
    folder = posixpath.dirname(part)
    common = child(root, "CommonData")
    resources = Resources()
    for one in children(common, "PublicRes", "DocumentRes"):
        found = package.resolve(text_of(one), folder)
        if found is None:
            package.note(OfdPartIsMissing.code, text_of(one), part=text_of(one))
        else:
            resources.load(package, found)
    return Body(
        folder=folder,
        resources=resources,
        page_box=_sane(box(child_text(child(common, "PageArea"), "PhysicalBox")), A4),
        templates=_templates(package, common, folder),
        annotations=_annotation_parts(package, root, folder),
        attachments=list(_attachments(package, root, folder)),
        signatures_part=None,
    )


def _templates(package: Package, common: Element | None, folder: str) -> dict[str, tuple[str, str]]:
    templates: dict[str, tuple[str, str]] = {}
    for one in children(common, "TemplatePage"):
        location = one.get("BaseLoc", "")
        found = package.resolve(location, folder)
        if found is None:
            package.note(OfdPartIsMissing.code, location, part=location)
        else:
            templates[one.get("ID", "")] = (found, one.get("ZOrder", ""))
    return templates


def _annotation_parts(package: Package, root: Element, folder: str) -> dict[str, list[str]]:
    """The annotation files of each page id."""
    parts: dict[str, list[str]] = {}
    index = _side_part(package, child_text(root, "Annotations"), folder)
    if index is None:
        return parts
    for one in descendants(index[1], "Page"):
        location = child_text(one, "FileLoc")
        found = package.resolve(location, posixpath.dirname(index[0]), folder)
        if found is None:
            package.note(OfdPartIsMissing.code, location, part=location)
        else:
            parts.setdefault(one.get("PageID", ""), []).append(found)
    return parts


def _attachments(package: Package, root: Element, folder: str) -> Iterator[Attachment]:
    index = _side_part(package, child_text(root, "Attachments"), folder)
    for one in descendants(index[1] if index else None, "Attachment"):
        location = child_text(one, "FileLoc")
        found = package.resolve(location, posixpath.dirname(index[0]) if index else "", folder)
        if found is None:
            package.note(OfdPartIsMissing.code, location, part=location)
            continue
        name = one.get("Name") or posixpath.basename(found)
        yield Attachment(name, found, package.size(found))


def _side_part(package: Package, location: str, folder: str) -> tuple[str, Element] | None:
    """A part beside the document that may be absent altogether; a broken reference to it is noted."""
    if not location:
        return None
    found = package.resolve(location, folder)
    try:
        if found is None:
            raise OfdPartIsMissing(part=location)
        return found, package.xml(found)
    except OfdUnreadable as error:
        package.note(error.code, location, **error.params)
        return None


def _info(element: Element | None) -> dict[str, str]:
    info = {local_name(one): text_of(one) for one in children(element) if text_of(one) and not len(one)}
    words = [text_of(one) for one in descendants(element, "Keyword") if text_of(one)]
    return info | ({"Keywords": "; ".join(words)} if words else {})


def _sane(area: Rect | None, otherwise: Rect) -> Rect:
    """A page box with a real size; a producer's zero or nonsense falls back."""
    if area is None or not (0.1 <= area[2] <= MAX_SIDE_MM and 0.1 <= area[3] <= MAX_SIDE_MM):
        return otherwise
    return area
