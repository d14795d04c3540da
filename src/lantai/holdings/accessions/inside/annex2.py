"""A transfer package by annex 2 of 档发〔2012〕7号: 文件目录.XML and 案卷目录.XML say what is in 电子档案/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from lantai.base.common.findings import Finding
from lantai.engines.packages.model import Entry
from lantai.engines.packages.transfer.carrier import Carrier
from lantai.engines.packages.transfer.package import TransferPackage, names_of
from lantai.holdings.accessions.inside.parts import Inside, Part
from lantai.holdings.accessions.units import Named, Unit, units_of
from lantai.holdings.catalogue.secrecy import is_classified
from lantai.holdings.imports.sheets import told_rows

VOLUME = "案卷"
_NAMES, _SECRECY = "电子档案名称", "密级"
_AS_IN_LISTS = {_NAMES: "电子文件名"}


def read(part: Part, fonds_code: str) -> Inside:
    """Units of all carriers. What lies outside 电子档案/ and is not known as the layout's own is content as well."""
    package = TransferPackage(part.path)
    units: list[Unit] = []
    findings: list[Finding] = []
    for source, entries in groupby(package.entries(), key=lambda entry: entry.source):
        told = list(entries)
        sheet = source.rpartition("/")[2].partition(".")[0]
        rows, said = told_rows(part.named(source), sheet, ((entry.number, fields_of(entry)) for entry in told))
        # Of a source that breaks off numbers are whole: an entry stands before those in it.
        units += units_of(rows, [_named(entry, part) for entry in told], fonds_code)
        findings += said
    return Inside(tuple(units), frozenset(_about(part, package.carriers)), tuple(findings))


def fields_of(entry: Entry) -> Mapping[str, str]:
    """One value a field: several stand side by side, and of several levels of secrecy a classified one comes first."""
    several = {name: "；".join(_ordered(name, values)) for name, values in entry.repeated.items()}
    return {_AS_IN_LISTS.get(name, name): value for name, value in {**entry.fields, **several}.items()}


def _ordered(name: str, values: tuple[str, ...]) -> list[str]:
    return sorted(values, key=lambda value: not is_classified(value)) if name == _SECRECY else list(values)


def _named(entry: Entry, part: Part) -> Named:
    return Named(
        files=tuple(part.named(name) for name in entry.files),
        written=names_of(entry),
        is_volume=entry.level == VOLUME,
        above=entry.within - 1 if entry.within else None,
    )


def _about(part: Part, carriers: list[Carrier]) -> Iterator[str]:
    """Statements, catalogues, and everything in 其他/."""
    own = {carrier.named(name) for carrier in carriers for name in (*carrier.statements, *carrier.catalogues)}
    others = tuple(f"{carrier.named(carrier.other)}/" for carrier in carriers if carrier.other)
    for name in part.names:
        if name in own or name.startswith(others):
            yield part.named(name)
