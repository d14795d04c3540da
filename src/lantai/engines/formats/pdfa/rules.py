"""The rules: the clause of ISO 19005-2:2011 each comes from, and its words. What is not here is not looked at."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _, gettext_noop

MOST_OF_A_RULE = 3
"""So many places where a rule is broken are told; a book breaks one on every page."""

RULES: dict[str, tuple[str, str]] = {
    "unreadable": ("6.1.1", gettext_noop("The file cannot be opened as a PDF")),
    "header": ("6.1.2", gettext_noop("The file begins with the header of a PDF 1 and a comment of bytes above 127")),
    "identifier": ("6.1.3", gettext_noop("The trailer has an ID")),
    "encrypted": ("6.1.3", gettext_noop("The file is not encrypted")),
    "after_end": ("6.1.3", gettext_noop("Nothing but one end of line stands behind the end mark")),
    "external_stream": ("6.1.7.1", gettext_noop("No stream has its data in another file")),
    "filter": ("6.1.7.2", gettext_noop("Streams are packed by the filters of ISO 32000-1 only, never by LZW")),
    "inline_filter": ("6.1.10", gettext_noop("Inline images are packed as streams may be, never by LZW")),
    "permissions": ("6.1.12", gettext_noop("The permissions dictionary has no keys but UR3 and DocMDP")),
    "limits": ("6.1.13", gettext_noop("Numbers, strings, names and nesting stay within the limits")),
    "operator": ("6.2.2", gettext_noop("Content streams use the operators of ISO 32000-1 only")),
    "resources": ("6.2.2", gettext_noop("Content streams have resources of their own")),
    "output_intent": ("6.2.3", gettext_noop("Output intents name one embedded ICC profile of a known space")),
    "icc": ("6.2.4.2", gettext_noop("ICC profiles have as many components as their space says")),
    "device_colour": ("6.2.4.3", gettext_noop("An output intent or a default space says what device colours are")),
    "separation": ("6.2.4.4", gettext_noop("Separations of one name have one meaning")),
    "graphics_state": ("6.2.5", gettext_noop("Graphics states have no transfer functions and no halftone names")),
    "intent": ("6.2.6", gettext_noop("Rendering intents are among the four of ISO 32000-1")),
    "image": ("6.2.8", gettext_noop("Images have no alternates, no OPI and no interpolation")),
    "xobject": ("6.2.9", gettext_noop("There are no reference XObjects, no PostScript and no OPI")),
    "blend_mode": ("6.2.10", gettext_noop("Blend modes are among those of ISO 32000-1")),
    "transparency": ("6.2.10", gettext_noop("A page with transparency has an output intent or a blending space")),
    "font": ("6.2.11.2", gettext_noop("Font dictionaries have what ISO 32000-1 asks for")),
    "cid_system": ("6.2.11.3.1", gettext_noop("A composite font and its CMap are of the same character collection")),
    "cid_to_gid": ("6.2.11.3.2", gettext_noop("Embedded TrueType CID fonts say how CIDs become glyphs")),
    "cmap": ("6.2.11.3.3", gettext_noop("CMaps are embedded unless they are predefined, and agree with themselves")),
    "not_embedded": ("6.2.11.4.1", gettext_noop("Every font used for showing text is embedded")),
    "font_program": ("6.2.11.4.1", gettext_noop("Embedded font programs open and are of the kind that is said")),
    "subset": ("6.2.11.4.2", gettext_noop("Fonts embedded in part bear one tag and list all their characters")),
    "widths": ("6.2.11.5", gettext_noop("Widths a composite font states are those of its embedded program")),
    "encoding": ("6.2.11.6", gettext_noop("TrueType fonts have the encoding their flags ask for")),
    "annotation_kind": ("6.3.1", gettext_noop("Annotations are of known kinds; no 3D, sound, film or screen")),
    "annotation_flags": ("6.3.2", gettext_noop("Annotations are printed and not hidden")),
    "appearance": ("6.3.3", gettext_noop("Annotations have an appearance, and only the normal one")),
    "form_action": ("6.4.1", gettext_noop("Form fields carry no actions and have their appearances")),
    "xfa": ("6.4.2", gettext_noop("There is no XFA form")),
    "action": ("6.5.1", gettext_noop("There is no JavaScript and no other forbidden action")),
    "additional_action": ("6.5.2", gettext_noop("Neither the document nor a page has additional actions")),
    "metadata": ("6.6.2.1", gettext_noop("The document has metadata as XMP that can be read")),
    "xmp_property": ("6.6.2.3.1", gettext_noop("Metadata are of XMP's schemas or of one described in the file")),
    "xmp_extension": ("6.6.2.3.3", gettext_noop("Schemas described in the file are described in the prescribed way")),
    "conformance": ("6.6.4", gettext_noop("The metadata say PDF/A part 2 and level A, B or U")),
    "embedded_file": ("6.8", gettext_noop("Embedded files are PDF/A themselves and have their names")),
    "optional_content": ("6.9", gettext_noop("Configurations of optional content have names and switch nothing")),
    "alternate_presentation": ("6.10", gettext_noop("There are no alternate presentations")),
    "requirements": ("6.11", gettext_noop("The document asks nothing of a reader")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule broken, and where: an object, a page, a name."""

    rule: str
    where: str = ""

    @property
    def clause(self) -> str:
        return RULES[self.rule][0]

    def sentence(self) -> str:
        return f"ISO 19005-2 {self.clause}: {_(RULES[self.rule][1])}"


class Breaches:
    """Collects them, a few of each rule."""

    def __init__(self) -> None:
        self._found: dict[str, list[Breach]] = {}

    def add(self, rule: str, where: object = "") -> None:
        told = self._found.setdefault(rule, [])
        breach = Breach(rule, str(where)[:200])
        if len(told) < MOST_OF_A_RULE and breach not in told:
            told.append(breach)

    def all(self) -> tuple[Breach, ...]:
        return tuple(breach for rule in RULES for breach in self._found.get(rule, ()))
