"""Made-up hand-overs in any state: a unit with its people, a declaration, a package of two files on the disk."""

from __future__ import annotations

import factory

from lantai.base.accounts.models import Institution
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.transfers.counting import count_package
from lantai.holdings.transfers.models import Agreement, Transfer, TransferFile
from lantai.holdings.transfers.package import files_folder

FILES = {"2019/0001-WS·2019-Y-BGS-0001.txt": "关于春耕的通知\n", "2019/0001-WS·2019-Y-BGS-0002.txt": "关于秋收的通知\n"}
SIZE = sum(len(text.encode()) for text in FILES.values())
CHECKS = dict.fromkeys(("accuracy", "completeness", "usability", "security", "appearance"), "逐件打开")
DECLARED = {
    "content": "二〇一九年文书档案",
    "items": 2,
    "files": 2,
    "bytes": SIZE,
    "openings": "建议全部开放",
    "government_information": "均已主动公开",
    "secrecy_changes": "无",
    "sender_checks": CHECKS,
}


class UnitFactory(InstitutionFactory):
    code = "U001"
    name = "云溪区教育局"
    kind = Institution.Kind.UNIT


class AgreementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Agreement

    unit = factory.SubFactory(UnitFactory)
    fonds = factory.SubFactory(FondsFactory)
    archive = factory.SelfAttribute("fonds.institution")
    number = factory.Sequence(lambda n: f"协议〔2026〕{n + 1}号")
    year_from, year_to = 2019, 2020
    state = Agreement.State.AGREED
    made_by = "柳文澜"


class TransferFactory(factory.django.DjangoModelFactory):
    """A draft that says everything; `state` may be any other."""

    class Meta:
        model = Transfer

    class Params:
        numbered = factory.Trait(year=2025, sequence=factory.Sequence(lambda n: n + 1))

    unit = factory.SubFactory(UnitFactory)
    fonds = factory.SubFactory(FondsFactory)
    archive = factory.SelfAttribute("fonds.institution")
    title = factory.Sequence(lambda n: f"教育局二〇一九年档案移交（{n + 1}）")
    category = "WS"
    year_from, year_to = 2019, 2019
    begun_by = "何知秋"
    content = DECLARED["content"]
    items, files, bytes = 2, 2, SIZE
    openings, government_information, secrecy_changes = "建议全部开放", "均已主动公开", "无"
    sender_checks = factory.LazyFunction(lambda: dict(CHECKS))


def with_files(transfer: Transfer, files: dict[str, str] | None = None) -> Transfer:
    """The files lie in the package and are entered as arrived."""
    for name, text in (FILES if files is None else files).items():
        path = files_folder(transfer) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        size = path.stat().st_size
        TransferFile.objects.create(
            transfer=transfer,
            path=name,
            size=size,
            offset=size,
            state="arrived",
            round=transfer.round,
            given_by="何知秋",
        )
    return transfer


def counted(transfer: Transfer, **more: object) -> dict[str, object]:
    """What counting finds, as it counts."""
    return count_package(transfer) | more
