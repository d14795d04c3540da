"""Colour: the output intents of ISO 19005-2, 6.2.3, and which spaces need one (6.2.4)."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from lantai.engines.formats.pdfa.rules import Breaches

DEVICE = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4, "/G": 1, "/RGB": 3, "/CMYK": 4}
_DEFAULT = {1: Name.DefaultGray, 3: Name.DefaultRGB, 4: Name.DefaultCMYK}
_COMPONENTS = {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4, b"Lab ": 3}
_OUTPUT_CLASSES = {b"prtr", b"mntr"}
_CLASSES = {b"scnr", b"mntr", b"prtr", b"spac"}
_DEEPEST = 6


class Intents:
    """What the file says its device colours are; `components` is 0 where it says nothing."""

    def __init__(self, pdf: Pdf, found: Breaches) -> None:
        self.components = 0
        self.profiles: set[tuple[int, int]] = set()
        intents = pdf.Root.get(Name.OutputIntents)
        if not isinstance(intents, Array):
            return
        for intent in intents:
            if isinstance(intent, Dictionary):
                self._take(intent, found)
        if len(self.profiles) > 1:
            found.add("output_intent", "several profiles")

    def _take(self, intent: Dictionary, found: Breaches) -> None:
        if Name.DestOutputProfileRef in intent:
            found.add("output_intent", "DestOutputProfileRef")
        profile = intent.get(Name.DestOutputProfile)
        if not isinstance(profile, Stream):
            if intent.get(Name.S) == Name.GTS_PDFA1 and Name.OutputConditionIdentifier not in intent:
                found.add("output_intent", "no profile")
            return
        self.profiles.add(profile.objgen)
        head = _head_of(profile)
        number = _COMPONENTS.get(head[16:20], 0)
        if head[12:16] not in _OUTPUT_CLASSES or number == 0 or head[36:40] != b"acsp" or head[8] > 4:
            found.add("output_intent", f"object {profile.objgen[0]}")
        if profile.get(Name.N) is not None and number and number != profile.N:
            found.add("icc", f"object {profile.objgen[0]}")
        if intent.get(Name.S) == Name.GTS_PDFA1:
            self.components = number

    def explain(self, components: int) -> bool:
        """Whether device colours of so many components are explained; gray is by any output intent."""
        return self.components == components or (components == 1 and self.components > 0)


class Spaces:
    """The colour spaces used: each is looked at once."""

    def __init__(self, found: Breaches, intents: Intents) -> None:
        self._found = found
        self._intents = intents
        self._separations: dict[str, tuple[bytes, bytes]] = {}

    def use(self, space: Any, resources: Any, left: int = _DEEPEST) -> None:
        """A space by its array or name; names stand for what the resources say."""
        if isinstance(space, Name):
            self._use_name(space, resources, left)
        elif isinstance(space, Array) and len(space) and left:
            self._use_array(space, resources, left)

    def use_device(self, components: int, resources: Any) -> None:
        spaces = resources.get(Name.ColorSpace) if isinstance(resources, Dictionary) else None
        has_default = isinstance(spaces, Dictionary) and _DEFAULT[components] in spaces
        if not has_default and not self._intents.explain(components):
            self._found.add("device_colour", {1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}[components])

    def _use_name(self, name: Name, resources: Any, left: int) -> None:
        if str(name) in DEVICE:
            self.use_device(DEVICE[str(name)], resources)
            return
        spaces = resources.get(Name.ColorSpace) if isinstance(resources, Dictionary) else None
        named = spaces.get(name) if isinstance(spaces, Dictionary) else None
        if named is not None and left:
            self.use(named, resources, left - 1)

    def _use_array(self, space: Array, resources: Any, left: int) -> None:
        family = str(space[0])
        if family in DEVICE:
            self.use_device(DEVICE[family], resources)
        elif family == "/ICCBased" and len(space) > 1 and isinstance(space[1], Stream):
            self._check_profile(space[1])
        elif family in ("/Indexed", "/I", "/Pattern") and len(space) > 1:
            self.use(space[1], resources, left - 1)
        elif family in ("/Separation", "/DeviceN") and len(space) > 3:
            self.use(space[2], resources, left - 1)
            if family == "/Separation":
                self._check_separation(space)

    def _check_profile(self, profile: Stream) -> None:
        head = _head_of(profile)
        number = _COMPONENTS.get(head[16:20], 0)
        if number == 0 or head[36:40] != b"acsp" or head[12:16] not in _CLASSES or head[8] > 4:
            self._found.add("icc", f"object {profile.objgen[0]}")
        elif profile.get(Name.N) != number:
            self._found.add("icc", f"object {profile.objgen[0]}: N")

    def _check_separation(self, space: Array) -> None:
        name = str(space[1])
        if name in ("/All", "/None"):
            return
        told = (space[2].unparse(resolved=True) if isinstance(space[2], pikepdf.Object) else b"", _written(space[3]))
        if self._separations.setdefault(name, told) != told:
            self._found.add("separation", name)


def _written(function: Any) -> bytes:
    if isinstance(function, Stream):
        return bytes(function.read_bytes()) + function.stream_dict.unparse()
    return bytes(function.unparse(resolved=True)) if isinstance(function, pikepdf.Object) else b""


def _head_of(profile: Stream) -> bytes:
    try:
        head = profile.read_bytes()[:128]
    except pikepdf.PdfError:
        head = b""
    return head.ljust(128, b"\0")
