"""The questions of OAI-PMH 2.0 (sections 3.1 to 4): which arguments a verb takes, what they mean, what is refused."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.exchange.said import UNWRITABLE

PREFIXES = ("oai_dc", "ead3")
"""Formats a record is given in: `formats.py` writes them."""
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LONGEST = 2000
_NAME = r"[A-Za-z0-9\-_.!~*'()]+"
_SHAPES = {
    "identifier": re.compile(r"[a-z][a-z0-9+.\-]*:[\w\-.!~*'();/?:@&=+$,%]+", re.ASCII),
    "metadataPrefix": re.compile(_NAME),
    "set": re.compile(f"{_NAME}(:{_NAME})*"),
}
"""What the schema of the protocol lets an answer repeat; anything else is a bad argument, and is not repeated."""


class Refusal(ArchiveError):
    """The root of the protocol's own refusals; `named` is what the protocol calls it. Answered with status 200."""

    code = "harvesting.refused"
    named = ""
    message = gettext_noop("What a harvester asked cannot be answered.")
    hint = gettext_noop("Compare the question with section 4 of OAI-PMH 2.0.")
    http_status = 200


class BadVerb(Refusal):
    code = "harvesting.bad_verb"
    named = "badVerb"
    message = gettext_noop("The verb is missing, given twice, or none of the protocol's.")
    hint = gettext_noop("Ask with one of: %(verbs)s.")


class BadArgument(Refusal):
    code = "harvesting.bad_argument"
    named = "badArgument"
    message = gettext_noop("The argument “%(name)s” is missing, given twice, unknown to this verb, or cannot be read.")
    hint = gettext_noop(
        "Dates are like 2026-11-30 or 2026-11-30T08:00:00Z, both alike and the earlier first; resumptionToken stands"
        " alone."
    )


class BadResumptionToken(Refusal):
    code = "harvesting.bad_resumption_token"
    named = "badResumptionToken"
    message = gettext_noop("The resumptionToken is none of this list, or has expired.")
    hint = gettext_noop("Begin the list again; what was harvested already need not be asked for: use “from”.")


class CannotDisseminateFormat(Refusal):
    code = "harvesting.cannot_disseminate_format"
    named = "cannotDisseminateFormat"
    message = gettext_noop("Records are not given in the format asked for.")
    hint = gettext_noop("Ask for one of: %(formats)s.")


class IdDoesNotExist(Refusal):
    """Unknown and never opened answer alike, word for word."""

    code = "harvesting.id_does_not_exist"
    named = "idDoesNotExist"
    message = gettext_noop("No record that was ever offered here has this identifier.")
    hint = gettext_noop("Take identifiers from ListIdentifiers.")


class NoRecordsMatch(Refusal):
    code = "harvesting.no_records_match"
    named = "noRecordsMatch"
    message = gettext_noop("No records match what was asked for.")
    hint = gettext_noop("Ask for a longer time, or without a set.")


class NoSetHierarchy(Refusal):
    code = "harvesting.no_set_hierarchy"
    named = "noSetHierarchy"
    message = gettext_noop("There are no sets here.")
    hint = gettext_noop("Ask without a set.")


@dataclass(frozen=True, slots=True)
class _Verb:
    needs: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    resumes: bool = False


_LISTS = _Verb(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), resumes=True)
VERBS: Mapping[str, _Verb] = {
    "Identify": _Verb(),
    "ListMetadataFormats": _Verb(takes=frozenset({"identifier"})),
    "ListSets": _Verb(resumes=True),
    "ListIdentifiers": _LISTS,
    "ListRecords": _LISTS,
    "GetRecord": _Verb(frozenset({"identifier", "metadataPrefix"})),
}
TOKEN = "resumptionToken"  # noqa: S105 - the protocol's name of a place in a list


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that can be answered. `said`: its arguments as they were sent, for the answer to repeat."""

    verb: str
    said: Mapping[str, str]

    def get(self, name: str) -> str:
        """An argument; empty where it was not given."""
        return self.said.get(name, "")

    @property
    def resumes(self) -> bool:
        return TOKEN in self.said


def asked(arguments: Sequence[tuple[str, str]]) -> Asked:
    """The question in these arguments, each as often as it was sent. Raises `BadVerb`, `BadArgument`."""
    verbs = [value for name, value in arguments if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise BadVerb(verbs=", ".join(VERBS))
    verb, rest = VERBS[verbs[0]], [(name, value) for name, value in arguments if name != "verb"]
    said = dict(rest)
    known = verb.needs | verb.takes | ({TOKEN} if verb.resumes else set())
    for name, value in rest:
        if name not in known or not _is_right(name, value):
            raise BadArgument(name=name[:40])
    if len(rest) != len(said) or (TOKEN in said and len(said) > 1):
        raise BadArgument(name=TOKEN if TOKEN in said else _twice(rest))
    if TOKEN not in said:
        for name in sorted(verb.needs - said.keys()):
            raise BadArgument(name=name)
    return Asked(verbs[0], {"verb": verbs[0], **said})


def _is_right(name: str, value: str) -> bool:
    shape = _SHAPES.get(name)
    if not value or len(value) > _LONGEST or UNWRITABLE.search(value):
        return False
    return shape is None or bool(shape.fullmatch(value))


def _twice(arguments: Sequence[tuple[str, str]]) -> str:
    names = [name for name, _ in arguments]
    return next(name for name in names if names.count(name) > 1)


def prefix_asked(asked: Asked) -> str:
    """The format. Raises `CannotDisseminateFormat`."""
    if asked.get("metadataPrefix") not in PREFIXES:
        raise CannotDisseminateFormat(formats=", ".join(PREFIXES))
    return asked.get("metadataPrefix")


def span_asked(asked: Asked) -> tuple[dt.datetime | None, dt.datetime | None]:
    """From when, and before when: `until` takes its whole day or second in. Raises `BadArgument`."""
    first, last = asked.get("from"), asked.get("until")
    if first and last and len(first) != len(last):
        raise BadArgument(name="until")
    since = _moment(first, "from")[0] if first else None
    before = _moment(last, "until")[1] if last else None
    if since and before and since >= before:
        raise BadArgument(name="until")
    return since, before


def _moment(text: str, name: str) -> tuple[dt.datetime, dt.datetime]:
    """The bounds of a day or a second."""
    form, length = (
        ("%Y-%m-%dT%H:%M:%SZ", dt.timedelta(seconds=1))
        if _SECOND.fullmatch(text)
        else ("%Y-%m-%d", dt.timedelta(days=1))
    )
    try:
        if not (_SECOND.fullmatch(text) or _DAY.fullmatch(text)) or not text.isascii():
            raise ValueError(text)
        begins = dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC)
        return begins, begins + length
    except (ValueError, OverflowError) as error:
        raise BadArgument(name=name) from error


def written(moment: dt.datetime) -> str:
    """A moment in the granularity of the protocol: UTC, seconds."""
    return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}Z"
