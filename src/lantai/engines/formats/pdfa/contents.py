"""What pages show: operators, fonts, colours and transparency, through forms, patterns and appearances."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Page, Stream, String
from pikepdf.models import PdfParsingError

from lantai.engines.formats.pdfa.colours import Intents, Spaces
from lantai.engines.formats.pdfa.objects import FILTERS, INTENTS, MOST_STRING, names_of
from lantai.engines.formats.pdfa.rules import Breaches

OPERATORS = frozenset(
    [
        "b",
        "B",
        "b*",
        "B*",
        "BDC",
        "BI",
        "BMC",
        "BT",
        "BX",
        "c",
        "cm",
        "CS",
        "cs",
        "d",
        "d0",
        "d1",
        "Do",
        "DP",
        "EI",
        "EMC",
        "ET",
        "EX",
        "f",
        "F",
        "f*",
        "G",
        "g",
        "gs",
        "h",
        "i",
        "ID",
        "INLINE",
        "j",
        "J",
        "K",
        "k",
        "l",
        "m",
        "M",
        "MP",
        "n",
        "q",
        "Q",
        "re",
        "RG",
        "rg",
        "ri",
        "s",
        "S",
        "SC",
        "sc",
        "SCN",
        "scn",
        "sh",
        "T*",
        "Tc",
        "Td",
        "TD",
        "Tf",
        "Tj",
        "TJ",
        "TL",
        "Tm",
        "Tr",
        "Ts",
        "Tw",
        "Tz",
        "v",
        "w",
        "W",
        "W*",
        "y",
        "'",
        '"',
    ]
)
_ASKS_RESOURCES = frozenset(("Tf", "Do", "gs", "sh"))
_SHOWING = frozenset(("Tj", "TJ", "'", '"'))
_INLINE_FILTERS = {"/AHx", "/A85", "/Fl", "/RL", "/CCF", "/DCT"}
_MOST_NESTED = 28
_DEEPEST = 20
_INVISIBLE = 3
_SMALLEST_PAGE, _LARGEST_PAGE = 3, 14400
_GREY_RGB_CMYK = {"g": 1, "G": 1, "rg": 3, "RG": 3, "k": 4, "K": 4}


@dataclass(slots=True)
class _State:
    """What of the graphics state matters here."""

    font: Any = None
    mode: int = 0


class Contents:
    """Walks what is shown; a form used on a thousand pages is looked at once."""

    def __init__(self, found: Breaches, intents: Intents) -> None:
        self.found = found
        self.fonts: dict[tuple[int, int] | int, Any] = {}
        self._intents = intents
        self._spaces = Spaces(found, intents)
        self._seen: set[tuple[int, int]] = set()
        self._where = ""
        self._transparent = False
        self._depth = 0
        self._borrows = False
        self._acts: dict[str, Callable[[Any, Any, _State], None]] = {
            "Tf": self._set_font,
            "Tr": self._set_mode,
            "cs": self._set_space,
            "CS": self._set_space,
            "scn": self._set_pattern,
            "SCN": self._set_pattern,
            "sh": self._shade,
            "Do": self._do,
            "gs": self._set_state,
            "ri": self._set_intent,
        }

    def look_at(self, page: Page, number: int) -> None:
        self._where = f"page {number}"
        self._transparent = False
        self._check_page(page)
        self._walk(page, page.resources, borrows=Name.Resources not in page.obj)
        for note in page.obj.get(Name.Annots) or ():
            self._appearance(note, page.resources)
        group = page.obj.get(Name.Group)
        has_space = isinstance(group, Dictionary) and Name.CS in group
        if isinstance(group, Dictionary) and Name.CS in group:
            self._spaces.use(group.CS, page.resources)
        if self._transparent and not self._intents.components and not has_space:
            self.found.add("transparency", self._where)

    def _check_page(self, page: Page) -> None:
        if Name.AA in page.obj:
            self.found.add("additional_action", self._where)
        if Name.PresSteps in page.obj:
            self.found.add("alternate_presentation", self._where)
        box = page.mediabox
        width, height = abs(float(box[2]) - float(box[0])), abs(float(box[3]) - float(box[1]))
        if not (min(width, height) >= _SMALLEST_PAGE and max(width, height) <= _LARGEST_PAGE):
            self.found.add("limits", f"{self._where}: size")

    def _walk(self, owner: Any, resources: Any, *, borrows: bool = False) -> None:
        """One content stream in its order. `borrows`: its resources are those of what shows it."""
        if self._depth > _DEEPEST:
            return
        self._depth += 1
        before, self._borrows = self._borrows, borrows
        state, kept = _State(), []
        try:
            for each in pikepdf.parse_content_stream(owner):
                operands, name = each.operands, str(each.operator)
                if name == "q":
                    kept.append(_State(state.font, state.mode))
                    if len(kept) > _MOST_NESTED:
                        self.found.add("limits", f"{self._where}: q")
                elif name == "Q":
                    state = kept.pop() if kept else state
                else:
                    self._act(name, operands, resources, state)
        except PdfParsingError as error:
            self.found.add("operator", f"{self._where}: {error}")
        self._depth -= 1
        self._borrows = before

    def _act(self, name: str, operands: Any, resources: Any, state: _State) -> None:
        if self._borrows and name in _ASKS_RESOURCES:
            self.found.add("resources", f"{self._where}: {name}")
        if name in self._acts:
            self._acts[name](operands, resources, state)
        elif name in _SHOWING:
            self._show(state, resources)
            if any(isinstance(each, String) and len(bytes(each)) > MOST_STRING for each in operands):
                self.found.add("limits", f"{self._where}: string")
        elif name in _GREY_RGB_CMYK:
            self._spaces.use_device(_GREY_RGB_CMYK[name], resources)
        elif name == "INLINE IMAGE":
            self._inline(operands[0].obj, resources)
        elif name not in OPERATORS:
            self.found.add("operator", f"{self._where}: {name}")

    def _set_font(self, operands: Any, resources: Any, state: _State) -> None:
        state.font = _resource(resources, Name.Font, operands[0])

    def _set_mode(self, operands: Any, _resources: Any, state: _State) -> None:
        state.mode = int(operands[0])

    def _set_intent(self, operands: Any, _resources: Any, _state: _State) -> None:
        if str(operands[0]) not in INTENTS:
            self.found.add("intent", f"{self._where}: {operands[0]}")

    def _set_space(self, operands: Any, resources: Any, _state: _State) -> None:
        self._spaces.use(operands[0], resources)

    def _show(self, state: _State, resources: Any) -> None:
        """A font matters when text is shown with it; what is invisible need not be embedded."""
        font = state.font
        if not isinstance(font, Dictionary) or state.mode == _INVISIBLE:
            return
        key = font.objgen if font.is_indirect else id(font)
        if key in self.fonts:
            return
        self.fonts[key] = font
        if font.get(Name.Subtype) == Name.Type3:
            glyphs = font.get(Name.CharProcs)
            for glyph in glyphs.values() if isinstance(glyphs, Dictionary) else ():
                self._once(glyph, font.get(Name.Resources, resources))

    def _set_pattern(self, operands: Any, resources: Any, _state: _State) -> None:
        if not len(operands) or not isinstance(operands[-1], Name):
            return
        pattern = _resource(resources, Name.Pattern, operands[-1])
        if isinstance(pattern, Stream):
            self._once(pattern, pattern.get(Name.Resources, resources))
        elif isinstance(pattern, Dictionary):
            self._use_shading(pattern.get(Name.Shading), resources)

    def _shade(self, operands: Any, resources: Any, _state: _State) -> None:
        self._use_shading(_resource(resources, Name.Shading, operands[0]), resources)

    def _use_shading(self, shading: Any, resources: Any) -> None:
        if isinstance(shading, Dictionary | Stream):
            self._spaces.use(shading.get(Name.ColorSpace), resources)

    def _do(self, operands: Any, resources: Any, _state: _State) -> None:
        thing = _resource(resources, Name.XObject, operands[0])
        if not isinstance(thing, Stream):
            return
        if thing.get(Name.Subtype) == Name.Image:
            if Name.SMask in thing and thing.get(Name.SMask) != Name("/None"):
                self._transparent = True
            if Name.JPXDecode not in [Name(each) for each in names_of(thing.get(Name.Filter))]:
                self._spaces.use(thing.get(Name.ColorSpace), resources)
        else:
            self._form(thing, resources)

    def _form(self, form: Any, resources: Any) -> None:
        group = form.get(Name.Group)
        if isinstance(group, Dictionary) and group.get(Name.S) == Name.Transparency:
            self._transparent = True
            if Name.CS in group:
                self._spaces.use(group.CS, form.get(Name.Resources, resources))
        self._once(form, form.get(Name.Resources, resources))

    def _set_state(self, operands: Any, resources: Any, state: _State) -> None:
        told = _resource(resources, Name.ExtGState, operands[0])
        if not isinstance(told, Dictionary):
            return
        font = told.get(Name.Font)
        if isinstance(font, Array) and len(font):
            state.font = font[0]
        mask = told.get(Name.SMask)
        if isinstance(mask, Dictionary):
            self._transparent = True
            if isinstance(mask.get(Name.G), Stream):
                self._form(mask.G, resources)
        solid = all(float(told.get(key, 1)) == 1 for key in (Name.ca, Name.CA))
        if not solid or set(names_of(told.get(Name.BM))) - {"/Normal", "/Compatible"}:
            self._transparent = True

    def _inline(self, image: Any, resources: Any) -> None:
        filters = names_of(image.get("/F") or image.get("/Filter"))
        if any(each not in FILTERS | _INLINE_FILTERS for each in filters):
            self.found.add("inline_filter", f"{self._where}: {filters}")
        if image.get("/I") is True or image.get("/Interpolate") is True:
            self.found.add("image", f"{self._where}: inline")
        if image.get("/Intent") is not None and str(image.get("/Intent")) not in INTENTS:
            self.found.add("intent", f"{self._where}: inline")
        if image.get("/IM") is not True and image.get("/ImageMask") is not True:
            self._spaces.use(image.get("/CS") or image.get("/ColorSpace"), resources)

    def _appearance(self, note: Any, resources: Any) -> None:
        looks = note.get(Name.AP) if isinstance(note, Dictionary) else None
        normal = looks.get(Name.N) if isinstance(looks, Dictionary) else None
        if isinstance(normal, Stream):
            self._form(normal, resources)
        elif isinstance(normal, Dictionary):
            for each in normal.values():
                if isinstance(each, Stream):
                    self._form(each, resources)

    def _once(self, stream: Any, resources: Any) -> None:
        if isinstance(stream, Stream) and stream.objgen not in self._seen:
            self._seen.add(stream.objgen)
            self._walk(stream, resources, borrows=Name.Resources not in stream)


def _resource(resources: Any, kind: Name, name: Any) -> Any:
    named = resources.get(kind) if isinstance(resources, Dictionary) else None
    return named.get(name) if isinstance(named, Dictionary) and isinstance(name, Name) else None
