"""PDF into PDF/A-2b by Ghostscript: the output intent is sRGB, fonts are embedded, what the part forbids is left out.

Options as measured: `-dPDFACompatibilityPolicy=1` leaves out what cannot be kept in PDF/A and goes on. Ghostscript is
under AGPL and is called as a program, never linked.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from lantai.engines.formats.converting.limited import Bounds, Ended, run_limited

PROGRAM = "gs"
OPTIONS = (
    "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-dNOOUTERSAVE", "-dPDFA=2", "-dPDFACompatibilityPolicy=1",
    "-sColorConversionStrategy=RGB", "-sDEVICE=pdfwrite", "-dAutoRotatePages=/None",
    "-dAutoFilterColorImages=false", "-dAutoFilterGrayImages=false", "-dColorImageFilter=/FlateEncode",
    "-dGrayImageFilter=/FlateEncode", "-dPassThroughJPEGImages=true", "-dPassThroughJPXImages=false",
    "-dDownsampleColorImages=false", "-dDownsampleGrayImages=false", "-dDownsampleMonoImages=false",
)  # fmt: skip
"""Pictures are never made smaller: JPEG goes through as it is, everything else is packed without loss."""
_PROFILE = "srgb.icc"
_PROFILES = (Path("/usr/share/color/icc/ghostscript") / _PROFILE, Path("/usr/share/color/icc/sRGB.icc"))

_DEFINITION = """%%!
[/_objdef {icc} /type /stream /OBJ pdfmark
[{icc} << /N 3 >> /PUT pdfmark
[{icc} (%(profile)s) (r) file /PUT pdfmark
[/_objdef {intent} /type /dict /OBJ pdfmark
[{intent} << /Type /OutputIntent /S /GTS_PDFA1 /DestOutputProfile {icc}
 /OutputConditionIdentifier (sRGB) /Info (sRGB IEC61966-2.1) /RegistryName (http://www.color.org) >> /PUT pdfmark
[{Catalog} << /OutputIntents [ {intent} ] >> /PUT pdfmark
"""


def pdf_to_pdfa(source: Path, target: Path, *, bounds: Bounds) -> Ended:
    """Write `target`, beside which everything lies that the program needs. It is there only if that ended well."""
    folder = target.parent
    profile = next((each for each in _PROFILES if each.exists()), None)
    program = shutil.which(PROGRAM)
    if program is None or profile is None:
        return Ended(127, "gs or its colour profile is not installed", timed_out=False, network_cut=True)
    own = folder / _PROFILE
    shutil.copyfile(profile, own)
    definition = folder / "pdfa_def.ps"
    definition.write_text(_DEFINITION % {"profile": _quoted(str(own))}, encoding="utf-8")
    given = folder / "given.pdf"
    if source != given:
        shutil.copyfile(source, given)
    permitted = f"--permit-file-read={folder}/"
    command = [program, *OPTIONS, permitted, f"-sOutputFile={target}", str(definition), str(given)]
    ended = run_limited(command, folder=folder, bounds=bounds)
    if ended.code:
        target.unlink(missing_ok=True)
    return ended


def _quoted(path: str) -> str:
    """A path inside a PostScript string."""
    return path.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
