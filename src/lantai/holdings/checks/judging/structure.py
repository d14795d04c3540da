"""What the form of the package asks for: statement, catalogues, manifests, digests, folders; nothing left over.

The readers of packages judge; here each of their findings is put under its item.
"""

from __future__ import annotations

from lantai.base.common.findings import Finding
from lantai.engines.packages.model import PackageForm
from lantai.holdings.checks.items import items
from lantai.holdings.checks.judging import codes
from lantai.holdings.checks.judging.material import Material
from lantai.holdings.checks.results import Status

OF_THE_FORM = ("1-12", "1-13", "2-10", "3-1", "4-3")
OF_THE_ENTRIES = {"顺序号", "电子档案名称"}
"""What annex 2 asks of an entry beside the description; the description itself is the scheme's to ask for."""


def judge_form(material: Material) -> None:
    """The package's own judgement, which reads every byte that has a digest."""
    tallies, package = material.tallies, material.package
    digested, declared = _declared(material)
    signed = 0
    for finding in package.judge(progress=lambda files, size, _name: material.tell("digests", files, size)):
        signed += finding.code.startswith("eep.signature_") and finding.code != "eep.signature_absent"
        _put(material, finding)
    tallies.see("1-1", digested + signed)
    if not digested + signed:
        tallies.skip(("1-1",), Status.NOT_RUN, codes.NO_DIGESTS)
    tallies.see("1-13")
    if material.is_plain:
        tallies.skip(("1-12", "2-10", "3-1"), Status.NOT_RUN, codes.NO_FORM)
    for number in OF_THE_FORM if not material.is_plain else ("4-3",):
        tallies.see(number)
    tallies.see("2-11", declared)
    if not declared:
        tallies.skip(("2-11",), Status.NOT_RUN, codes.NO_FORM)


def _declared(material: Material) -> tuple[int, int]:
    """How many digests can be compared, and how many declarations of files there are."""
    digested = declared = 0
    for file in material.package.declared_files():
        declared += 1
        digested += bool(file.digests)
    return digested, declared


def _put(material: Material, finding: Finding) -> None:
    if finding.code == "transfer.entry_incomplete":
        if finding.params["field"] in OF_THE_ENTRIES:
            params = finding.params
            material.tallies.say(
                "2-10", codes.ENTRY_LACKS, finding.path, finding.severity, **{k: params[k] for k in _ENTRY}
            )
        return
    if finding.code == "packages.nothing_declared":
        return  # said as the reason why the items of the form were not looked at
    number = items().number_for(finding.code)
    if finding.code == "packages.unreadable" and material.package.form is PackageForm.EEP:
        number = "3-1"  # the package is one file, and its metadata are in it
    material.tallies.add(number, finding)


_ENTRY = ("number", "source", "field")
