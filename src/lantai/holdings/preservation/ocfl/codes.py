"""What a check can say about an object: the specification's own codes, and three of ours. Sentences and remedies.

`%(where)s` is the file or folder inside the object, `%(detail)s` what was found there.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare

_REPAIR = gettext_noop("Repair the object from a second copy. Nothing in it was changed by this check.")
_LOOK = gettext_noop("Compare with a second copy and find out who wrote here; nothing is removed by itself.")
_MAKER = gettext_noop("Whoever made the object must correct its inventory; files themselves may be whole.")
_ADVICE = gettext_noop("The object is valid; its maker can do better in the next version.")

_SENTENCES = {
    "E001": (gettext_noop("%(where)s does not belong in the top folder of an object."), _LOOK),
    "E003": (gettext_noop("The file that declares the folder an OCFL object is missing or there twice."), _REPAIR),
    "E004": (gettext_noop("%(where)s declares a version of OCFL nobody knows."), _REPAIR),
    "E007": (gettext_noop("The text inside the declaration %(where)s is not the one its name says."), _REPAIR),
    "E008": (gettext_noop("%(where)s lists no version at all."), _MAKER),
    "E009": (gettext_noop("The versions in %(where)s do not begin with the first."), _MAKER),
    "E010": (gettext_noop("The versions in %(where)s are not in unbroken order: %(detail)s."), _MAKER),
    "E011": (
        gettext_noop("The version names in %(where)s are padded with zeros in different ways: %(detail)s."),
        _MAKER,
    ),
    "E013": (gettext_noop("The version names in %(where)s are not all padded like the first: %(detail)s."), _MAKER),
    "E015": (gettext_noop("%(where)s lies in a version's folder, where only the inventory may lie."), _LOOK),
    "E017": (gettext_noop("The name of the content folder in %(where)s holds a slash: %(detail)s."), _MAKER),
    "E018": (gettext_noop("The name of the content folder in %(where)s is a dot or two."), _MAKER),
    "E019": (gettext_noop("%(where)s names a content folder that the first version did not name."), _MAKER),
    "E020": (gettext_noop("%(where)s has another content folder than the object: %(detail)s."), _MAKER),
    "E023": (gettext_noop("%(where)s lies in the object, or did, but an inventory does not name it."), _LOOK),
    "E024": (gettext_noop("The folder %(where)s is empty."), _LOOK),
    "E025": (gettext_noop("%(where)s uses the digest algorithm %(detail)s, which is not allowed."), _MAKER),
    "E033": (gettext_noop("%(where)s is not readable as JSON: %(detail)s."), _REPAIR),
    "E036": (gettext_noop("%(where)s lacks the entry %(detail)s."), _MAKER),
    "E037": (gettext_noop("The id in %(where)s is empty or another than the object's: %(detail)s."), _MAKER),
    "E038": (gettext_noop("The type in %(where)s is not that of its OCFL version: %(detail)s."), _MAKER),
    "E040": (gettext_noop("The newest version in %(where)s should be another than %(detail)s."), _MAKER),
    "E041": (gettext_noop("The entry %(detail)s in %(where)s is missing or of the wrong kind."), _MAKER),
    "E042": (gettext_noop("%(where)s names a file outside every version's content folder: %(detail)s."), _MAKER),
    "E046": (gettext_noop("Folders of versions and %(where)s disagree about %(detail)s."), _REPAIR),
    "E048": (gettext_noop("A version in %(where)s lacks its time or its state: %(detail)s."), _MAKER),
    "E049": (gettext_noop("A version's time in %(where)s is not a full time with zone: %(detail)s."), _MAKER),
    "E050": (gettext_noop("A version's state in %(where)s does not fit the manifest: %(detail)s."), _MAKER),
    "E052": (gettext_noop("A file name in %(where)s holds empty parts or dots: %(detail)s."), _MAKER),
    "E053": (gettext_noop("A file name in %(where)s begins or ends with a slash: %(detail)s."), _MAKER),
    "E054": (gettext_noop("The user of a version in %(where)s has no proper name or address: %(detail)s."), _MAKER),
    "E056": (gettext_noop("The fixity block in %(where)s uses an algorithm nobody registered: %(detail)s."), _MAKER),
    "E057": (gettext_noop("The fixity block in %(where)s is malformed at %(detail)s."), _MAKER),
    "E058": (gettext_noop("The digest file of an inventory, %(where)s, is missing."), _REPAIR),
    "E060": (gettext_noop("%(where)s was altered: its digest is not the one written beside it."), _REPAIR),
    "E061": (gettext_noop("The digest file %(where)s is not a digest and a name."), _REPAIR),
    "E063": (gettext_noop("The object has no inventory."), _REPAIR),
    "E064": (gettext_noop("%(where)s differs from the inventory in the object's top folder."), _REPAIR),
    "E066": (gettext_noop("%(where)s tells another story of an older version than the object: %(detail)s."), _REPAIR),
    "E067": (gettext_noop("%(where)s lies among the extensions, where only folders may be."), _LOOK),
    "E092": (gettext_noop("%(where)s is missing or its content is not what the inventory says."), _REPAIR),
    "E093": (gettext_noop("%(where)s is missing or does not have the further digest written for it."), _REPAIR),
    "E094": (gettext_noop("The message of a version in %(where)s is not text: %(detail)s."), _MAKER),
    "E095": (gettext_noop("Two files of a version in %(where)s claim one name: %(detail)s."), _MAKER),
    "E096": (gettext_noop("The manifest in %(where)s holds a digest twice: %(detail)s."), _MAKER),
    "E097": (gettext_noop("The fixity block in %(where)s holds a digest twice: %(detail)s."), _MAKER),
    "E099": (gettext_noop("A content path in %(where)s holds empty parts or dots: %(detail)s."), _MAKER),
    "E100": (gettext_noop("A content path in %(where)s begins or ends with a slash: %(detail)s."), _MAKER),
    "E101": (gettext_noop("Two content paths in %(where)s cannot both exist: %(detail)s."), _MAKER),
    "E103": (gettext_noop("%(where)s follows a newer OCFL version than the one after it."), _MAKER),
    "E107": (gettext_noop("The manifest in %(where)s holds a digest that no version uses: %(detail)s."), _MAKER),
    "E111": (gettext_noop("The fixity block in %(where)s is not a table."), _MAKER),
    "W001": (gettext_noop("The version names in %(where)s are padded with zeros."), _ADVICE),
    "W002": (gettext_noop("The folder %(where)s lies beside a version's content."), _ADVICE),
    "W003": (gettext_noop("The content folder %(where)s is empty."), _ADVICE),
    "W004": (gettext_noop("%(where)s uses SHA-256 where SHA-512 is advised."), _ADVICE),
    "W005": (gettext_noop("The id in %(where)s is not a URI: %(detail)s."), _ADVICE),
    "W007": (gettext_noop("A version in %(where)s lacks its message or its user: %(detail)s."), _ADVICE),
    "W008": (gettext_noop("The user of a version in %(where)s has no address: %(detail)s."), _ADVICE),
    "W009": (gettext_noop("The user's address of a version in %(where)s is not a URI: %(detail)s."), _ADVICE),
    "W010": (gettext_noop("The version folder %(where)s has no inventory of its own."), _ADVICE),
    "W011": (
        gettext_noop("%(where)s has another time, message or user for a version than the object: %(detail)s."),
        _ADVICE,
    ),
    "W013": (gettext_noop("The extension %(where)s is not registered."), _ADVICE),
}

for _code, (_sentence, _remedy) in _SENTENCES.items():
    declare(f"ocfl:{_code}", _sentence, _remedy)

OBJECT_IS_MISSING = declare(
    "preservation.object_missing",
    gettext_noop("The object %(detail)s is not in the storage."),
    _REPAIR,
)
OBJECT_LIES_ELSEWHERE = declare(
    "preservation.object_elsewhere",
    gettext_noop("Where %(where)s should be lies the object %(detail)s."),
    _LOOK,
)
SM3_DIFFERS = declare(
    "preservation.sm3_differs",
    gettext_noop("%(where)s is missing from the SM3 manifest or its SM3 is not the one written there."),
    _REPAIR,
)
STRAY_FILE = declare(
    "preservation.stray_file",
    gettext_noop("%(where)s lies in the storage outside every object."),
    _LOOK,
)
EMPTY_FOLDER = declare(
    "preservation.empty_folder",
    gettext_noop("The folder %(where)s in the storage is empty."),
    _LOOK,
)
ROOT_IS_UNDECLARED = declare(
    "preservation.root_undeclared",
    gettext_noop("The storage root lacks %(where)s, which tells others how to read it."),
    gettext_noop("Start Lantai once with this storage: what is missing at the root is written again."),
)


def specified(code: str, path: str, where: str, detail: str = "") -> Finding:
    """A finding under one of the specification's codes, E an error and W a warning."""
    severity = Severity.ERROR if code.startswith("E") else Severity.WARNING
    return Finding(f"ocfl:{code}", severity, path, {"where": where, "detail": detail})


def own(code: str, path: str, detail: str = "") -> Finding:
    """A finding under one of Lantai's codes; always an error."""
    return Finding(code, Severity.ERROR, path, {"where": path, "detail": detail})
