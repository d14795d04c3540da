"""Office files into PDF/A-2b by LibreOffice: several at one start, each start with a profile of its own.

The profile runs no macros, follows no links and knows no way into a network, whatever a document asks for.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from lantai.engines.formats.converting.installed_fonts import OWN, lay_out_fonts
from lantai.engines.formats.converting.limited import Bounds, Ended, run_limited
from lantai.engines.formats.identify import FormatKind

PROGRAM = "soffice"
OPTIONS = ("--headless", "--invisible", "--nologo", "--norestore", "--nodefault", "--nolockcheck")
FILTER_OPTIONS = (
    '{"SelectPdfVersion":{"type":"long","value":"2"},"UseLosslessCompression":{"type":"boolean","value":"true"},'
    '"ReduceImageResolution":{"type":"boolean","value":"false"}}'
)
"""PDF/A-2b; pictures are never made smaller or coarser."""
_FIRST_START_DONE = 81
"""The code with which it asks to be started again, once it has laid out a new profile."""
FILTERS = {
    FormatKind.WORD: ("writer_pdf_Export", "docx"),
    FormatKind.DOC: ("writer_pdf_Export", "doc"),
    FormatKind.RTF: ("writer_pdf_Export", "rtf"),
    FormatKind.ODT: ("writer_pdf_Export", "odt"),
    FormatKind.SHEET: ("calc_pdf_Export", "xlsx"),
    FormatKind.SLIDES: ("impress_pdf_Export", "pptx"),
    FormatKind.PPT: ("impress_pdf_Export", "ppt"),
}
"""By kind: the filter that writes, and the ending the file is given where its own tells nothing."""
_ENDINGS = {
    "calc_pdf_Export": {"xls", "xlsx", "xlsm", "xlsb", "ods", "et"},
    "impress_pdf_Export": {"ppt", "pptx", "pps", "ppsx", "odp", "dps"},
    "writer_pdf_Export": {"doc", "docx", "docm", "rtf", "odt", "wps"},
}
_NAMESPACE = "/".join(("http://openoffice.org", "2001", "registry"))  # a name, no address of packages
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def ending_of(name: str, kind: FormatKind) -> str:
    """The ending a file goes in with: its own where that fits the kind, else the kind's usual one."""
    filter_name, usual = FILTERS[kind]
    own = Path(name).suffix.lower().lstrip(".")
    return own if own in _ENDINGS[filter_name] else usual


def prepare_profile(folder: Path, *, bounds: Bounds) -> None:
    """Lay out a profile in `folder/profile`, to be copied for each start: that takes as long as a document."""
    folder.mkdir(exist_ok=True)
    _lay_out_settings(folder / "profile")
    _run(["--terminate_after_init"], folder, bounds)


def office_to_pdfa(
    sources: Sequence[Path], folder: Path, *, kind: FormatKind, profile: Path, bounds: Bounds
) -> tuple[list[Path], Ended]:
    """One start for files of one filter, which lie in `folder` under names of their own; gives the targets.

    A target is there for every file that was written before the program ended, however it ended.
    """
    targets = [folder / "out" / f"{source.stem}.pdf" for source in sources]
    shutil.copytree(profile / "profile", folder / "profile")
    wanted = f"pdf:{FILTERS[kind][0]}:{FILTER_OPTIONS}"
    arguments = ["--convert-to", wanted, "--outdir", str(folder / "out"), *map(str, sources)]
    ended = _run(arguments, folder, bounds)
    return targets, _run(arguments, folder, bounds) if ended.code == _FIRST_START_DONE else ended


def _run(arguments: Sequence[str], folder: Path, bounds: Bounds) -> Ended:
    program = _program()
    if program is None:
        return Ended(127, "soffice is not installed", timed_out=False, network_cut=True)
    command = [program, f"-env:UserInstallation=file://{quote(str(folder))}/profile", *OPTIONS, *arguments]
    variables = {"SAL_USE_VCLPLUGIN": "svp", "SAL_DISABLE_OPENCL": "1", **lay_out_fonts(folder)}
    return run_limited(command, folder=folder, bounds=bounds, variables=variables, readable=[OWN])


def _program() -> str | None:
    """The program itself and not the script before it: what is started is what is killed."""
    found = shutil.which(PROGRAM)
    if found is None:
        return None
    itself = Path(found).resolve().parent / "soffice.bin"
    return str(itself) if itself.exists() else found


def _lay_out_settings(profile: Path) -> None:
    user = profile / "user"
    user.mkdir(parents=True, exist_ok=True)
    items = "\n".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="{_NAMESPACE}">\n{items}\n</oor:items>\n'
    (user / "registrymodifications.xcu").write_text(text, encoding="utf-8")
