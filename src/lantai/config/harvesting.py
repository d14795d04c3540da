"""Settings of being harvested (OAI-PMH): which archives decided so, and what `Identify` says. From the environment."""

from __future__ import annotations

import re
from typing import Any

from lantai.config import env

__all__ = ["OAI"]
_DOMAIN = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+")
"""namespace-identifier of the guidelines on the `oai` scheme, in small letters."""

OAI: dict[str, Any] = {
    "INSTITUTIONS": env.words(
        "LANTAI_OAI_ARCHIVES",
        "",
        help="Codes of the archives whose opened descriptions may be harvested at /oai, separated by commas; *: of all;"
        " empty: none, and the address is not there. See docs/running/harvesting.md.",
    ),
    "NAMESPACE": env.text(
        "LANTAI_OAI_NAMESPACE",
        "",
        help="Domain name that stands in the identifiers harvesters keep, such as da.example.cn; never changed again.",
    ),
    "NAME": env.text(
        "LANTAI_OAI_NAME", "", help="What harvesters call the whole of it; empty: the same as the domain name."
    ),
    "EMAILS": env.words(
        "LANTAI_OAI_EMAIL", "", help="E-mail addresses of who answers harvesters' questions, separated by commas."
    ),
}
if OAI["INSTITUTIONS"]:
    if not _DOMAIN.fullmatch(OAI["NAMESPACE"]):
        raise env.WrongValue(
            "LANTAI_OAI_NAMESPACE", OAI["NAMESPACE"], "a domain name in small letters, such as da.example.cn, is needed"
        )
    if not OAI["EMAILS"] or not all(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", each) for each in OAI["EMAILS"]):
        raise env.WrongValue(
            "LANTAI_OAI_EMAIL", ",".join(OAI["EMAILS"]), "an e-mail address is needed, the protocol asks for one"
        )
