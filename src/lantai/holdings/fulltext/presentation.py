"""A record as a manifest of the IIIF Presentation API 3.0, for viewers of other houses: its pages, and what is said.

It says nothing the record's page does not say to the same reader, and points at the page images of `iiif`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext import iiif
from lantai.holdings.fulltext.leaves import Leaf, in_words

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'
MOST_PAGES = 5000
"""A manifest cannot be cut into sheets; no volume is as thick."""
BLANK = (1000, 1414)
"""The size of a sheet whose image is withheld: its own is not told."""
LANGUAGES = {"zh-hans": "zh-Hans", "en": "en"}
THUMBNAIL = 400
_PAGE, _WITHHELD = gettext_noop("Page %(number)s"), gettext_noop("Something is withheld here. Ground: %(ground)s")
_FONDS, _HELD_BY = gettext_noop("fonds"), gettext_noop("Held by")
_SAID = {
    gettext_noop("reference code"): "code",
    gettext_noop("creator"): "creator",
    gettext_noop("document number"): "document_number",
    gettext_noop("date"): "date_text",
}

Address = Callable[..., str]
"""Gives the whole address of a route of ours, from its name and arguments."""


def manifest(record: Record, leaves: Iterable[Leaf], *, address: Address, named: Mapping[str, str]) -> dict[str, Any]:
    """The manifest of a record whose pages a reader sees as `leaves`, of which one at least has an image.

    `named`: other descriptions of the record that are open to everybody, address → name of its schema.
    """
    identity = address("fulltext:iiif_manifest", record.ulid)
    canvases = [_canvas(record, leaf, identity, address) for leaf in leaves]
    fonds = {"label": _both(_FONDS), "value": _chinese(f"{record.fonds.code} {record.fonds.title}")}
    told: dict[str, Any] = {
        "@context": CONTEXT,
        "id": identity,
        "type": "Manifest",
        "label": _chinese(record.title),
        "metadata": [
            *(
                {"label": _both(label), "value": {"none": [value]}}
                for label, name in _SAID.items()
                if (value := getattr(record, name))
            ),
            fonds,
        ],
        "requiredStatement": {"label": _both(_HELD_BY), "value": _chinese(record.fonds.institution.name)},
        "behavior": ["individuals"],
        "homepage": [
            {
                "id": address("fulltext:record", record.ulid),
                "type": "Text",
                "label": _chinese(record.title),
                "format": "text/html",
            }
        ],
        "items": canvases,
    }
    if pictured := next((canvas["thumbnail"] for canvas in canvases if "thumbnail" in canvas), None):
        told["thumbnail"] = pictured
    if named:
        told["seeAlso"] = [
            {"id": place, "type": "Dataset", "format": "application/xml", "label": {"none": [name]}}
            for place, name in named.items()
        ]
    return told


def _canvas(record: Record, leaf: Leaf, identity: str, address: Address) -> dict[str, Any]:
    """One page. One that is withheld whole is an empty sheet that says why."""
    place = f"{identity}/canvas/{leaf.position}"
    width, height = (leaf.width, leaf.height) if leaf.has_image else BLANK
    told: dict[str, Any] = {
        "id": place,
        "type": "Canvas",
        "label": _both(_PAGE, number=lambda: leaf.position),
        "width": width,
        "height": height,
        "items": [],
    }
    if veil := leaf.veil:
        told["summary"] = _both(_WITHHELD, ground=lambda: in_words(veil.grounds))
    if not leaf.has_image:
        return told
    service = address("fulltext:iiif_base", record.ulid, leaf.position)
    body = _image(service, "max", *iiif.largest_size((0, 0, width, height)), of=(width, height))
    painting = {"id": f"{place}/image", "type": "Annotation", "motivation": "painting", "body": body, "target": place}
    told["items"] = [{"id": f"{place}/page", "type": "AnnotationPage", "items": [painting]}]
    wide = min(THUMBNAIL, width)
    high = max(1, round(wide * height / width))
    told["thumbnail"] = [_image(service, f"{wide},{high}", wide, high, of=(width, height))]
    return told


def _image(service: str, size: str, wide: int, high: int, *, of: tuple[int, int]) -> dict[str, Any]:
    return {
        "id": f"{service}/full/{size}/0/default.jpg",
        "type": "Image",
        "format": "image/jpeg",
        "width": wide,
        "height": high,
        "service": [{"id": service, "type": "ImageService3", "profile": "level1", "width": of[0], "height": of[1]}],
    }


def _chinese(text: str) -> dict[str, list[str]]:
    """What the archive wrote itself."""
    return {"zh-Hans": [text]}


def _both(message: str, **words: Callable[[], object]) -> dict[str, list[str]]:
    """Our own words, in each language of the interface; what stands in them is asked for in that language too."""
    told = {}
    for language, tag in LANGUAGES.items():
        with translation.override(language):
            told[tag] = [gettext(message) % {name: asked() for name, asked in words.items()}]
    return told
