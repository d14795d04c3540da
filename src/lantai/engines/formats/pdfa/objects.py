"""Every object of a file once: streams, actions, images, graphics states and the limits of ISO 19005-2, 6.1.13."""

from __future__ import annotations

from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from lantai.engines.formats.pdfa.rules import Breaches

FILTERS = {
    "/ASCIIHexDecode", "/ASCII85Decode", "/FlateDecode", "/RunLengthDecode", "/CCITTFaxDecode", "/JBIG2Decode",
    "/DCTDecode", "/JPXDecode", "/Crypt",
}  # fmt: skip
INTENTS = {"/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"}
BLEND_MODES = {
    "/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge", "/ColorBurn",
    "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color", "/Luminosity",
}  # fmt: skip
FORBIDDEN_ACTIONS = {
    "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState", "/Rendition", "/Trans",
    "/GoTo3DView", "/JavaScript", "/set-state", "/SetState", "/no-op", "/NOP", "/RichMediaExecute",
}  # fmt: skip
NAMED_ACTIONS = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}
_ACTIONS = FORBIDDEN_ACTIONS | {"/GoTo", "/GoToR", "/GoToE", "/Thread", "/URI", "/SubmitForm", "/Named"}
MOST_STRING, _MOST_NAME, _MOST_INTEGER, _MOST_COLOURANTS = 32767, 127, 2**31 - 1, 32
_DEEPEST = 12


def check_objects(pdf: Pdf, found: Breaches) -> None:
    for each in pdf.objects:
        _check(each, found, _DEEPEST)


def _check(thing: Any, found: Breaches, left: int) -> None:
    """An object with what is written inside it; what it refers to has its own turn."""
    _check_limits(thing, found)
    if isinstance(thing, Stream):
        _check_stream(thing, found)
    if isinstance(thing, Dictionary | Stream):
        _check_dictionary(thing, found)
        entries = list(thing.items())
        for key, _value in entries:
            if len(str(key).encode("utf-8", "surrogateescape")) > _MOST_NAME + 1:
                found.add("limits", "name")
        inside = [value for _key, value in entries]
    elif isinstance(thing, Array):
        _check_array(thing, found)
        inside = list(thing)
    else:
        return
    for value in inside:
        if left and not (isinstance(value, Object) and value.is_indirect):
            _check(value, found, left - 1)


def _check_limits(thing: Any, found: Breaches) -> None:
    if isinstance(thing, bool):
        return
    if isinstance(thing, int) and not -_MOST_INTEGER - 1 <= thing <= _MOST_INTEGER:
        found.add("limits", thing)
    elif isinstance(thing, String) and len(bytes(thing)) > MOST_STRING:
        found.add("limits", "string")
    elif isinstance(thing, Name) and len(str(thing).encode("utf-8", "surrogateescape")) > _MOST_NAME + 1:
        found.add("limits", "name")


def _check_array(thing: Array, found: Breaches) -> None:
    if len(thing) > 3 and thing[0] == Name.DeviceN and isinstance(thing[1], Array) and len(thing[1]) > _MOST_COLOURANTS:
        found.add("limits", "DeviceN")


def names_of(filters: Any) -> list[str]:
    """One filter or many, as names."""
    if filters is None:
        return []
    return [str(each) for each in filters] if isinstance(filters, Array) else [str(filters)]


def _check_stream(stream: Stream, found: Breaches) -> None:
    where = f"object {stream.objgen[0]}"
    if any(key in stream for key in (Name.F, Name.FFilter, Name.FDecodeParms)):
        found.add("external_stream", where)
    for name in names_of(stream.get(Name.Filter)):
        if name not in FILTERS:
            found.add("filter", f"{where} {name}")
    if stream.get(Name.Subtype) == Name.Image:
        _check_image(stream, found, where)
    elif stream.get(Name.Subtype) == Name.Form:
        _check_form(stream, found, where)
    elif stream.get(Name.Subtype) == Name.PS:
        found.add("xobject", where)


def _check_image(image: Any, found: Breaches, where: str) -> None:
    if Name.Alternates in image or Name.OPI in image or image.get(Name.Interpolate) is True:
        found.add("image", where)
    if Name.Intent in image and str(image.Intent) not in INTENTS:
        found.add("intent", where)
    if Name.JPXDecode in [Name(each) for each in names_of(image.get(Name.Filter))]:
        return
    bits = image.get(Name.BitsPerComponent)
    allowed = (1,) if image.get(Name.ImageMask) is True else (1, 2, 4, 8, 16)
    if bits is not None and bits not in allowed:
        found.add("image", f"{where}: {bits} bits")


def _check_form(form: Stream, found: Breaches, where: str) -> None:
    if Name.OPI in form or Name.Ref in form or Name.PS in form or form.get(Name.Subtype2) == Name.PS:
        found.add("xobject", where)


def _check_dictionary(thing: Any, found: Breaches) -> None:
    kind = thing.get(Name.S)
    if isinstance(kind, Name) and str(kind) in _ACTIONS and thing.get(Name.Type) in (None, Name.Action):
        _check_action(thing, str(kind), found)
    if thing.get(Name.Type) == Name.ExtGState or any(key in thing for key in (Name.TR, Name.TR2, Name.HTP)):
        check_graphics_state(thing, found)
    if isinstance(thing.get(Name.HalftoneType), int):
        _check_halftone(thing, found)


def _check_action(action: Any, kind: str, found: Breaches) -> None:
    if kind in FORBIDDEN_ACTIONS:
        found.add("action", kind)
    if kind == "/Named" and str(action.get(Name.N)) not in NAMED_ACTIONS:
        found.add("action", str(action.get(Name.N)))


def check_graphics_state(state: Any, found: Breaches) -> None:
    """6.2.5, 6.2.6 and the blend modes of 6.2.10."""
    if Name.TR in state and state.get(Name.Type) in (None, Name.ExtGState) and state.get(Name.S) is None:
        found.add("graphics_state", "TR")
    if Name.TR2 in state and state.get(Name.TR2) != Name.Default:
        found.add("graphics_state", "TR2")
    if Name.HTP in state:
        found.add("graphics_state", "HTP")
    if Name.RI in state and str(state.RI) not in INTENTS:
        found.add("intent", str(state.RI))
    if any(mode not in BLEND_MODES for mode in names_of(state.get(Name.BM))):
        found.add("blend_mode", state.get(Name.BM))


def _check_halftone(halftone: Any, found: Breaches) -> None:
    if halftone.HalftoneType not in (1, 5):
        found.add("graphics_state", "HalftoneType")
    if Name.HalftoneName in halftone:
        found.add("graphics_state", "HalftoneName")
