"""A signed hand-over whose package is lost: what was signed comes again under its digest, or both sides give it up."""

from __future__ import annotations

import shutil

import pytest
from django.test import Client
from django.urls import reverse

from lantai.base.accounts.access import Role, actor_of
from lantai.base.accounts.tests.factories import person
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.transfers import actions
from lantai.holdings.transfers.actions import NotReady, NotWhatWasSigned
from lantai.holdings.transfers.actions.uploading import NotInWhatWasSigned
from lantai.holdings.transfers.models import Transfer
from lantai.holdings.transfers.package import files_folder, folder_of
from lantai.holdings.transfers.papers import facts_of, papers_of
from lantai.holdings.transfers.states import State
from lantai.holdings.transfers.tests.factories import FILES, TransferFactory, UnitFactory, counted, with_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(home):
    return UnitFactory()


@pytest.fixture
def officer(unit):
    return person(Role.UNIT_OFFICER, unit)


@pytest.fixture
def archivist(unit):
    return person(Role.ARCHIVIST)


@pytest.fixture
def signed(unit):
    """By both; its package still lies there."""
    transfer = with_files(
        TransferFactory(fonds=FondsFactory(code="0001"), unit=unit, state=State.CHECKING, numbered=True)
    )
    Transfer.objects.filter(pk=transfer.pk).update(
        counted=counted(transfer), receiver_checks={"round": 1, "outcome": "passed"}, state=State.SIGNED_BY_RECEIVER,
        statement="{}",
    )  # fmt: skip
    return Transfer.objects.get(pk=transfer.pk)


@pytest.fixture
def missing(signed, archivist):
    shutil.rmtree(folder_of(signed))
    return actions.report_missing(actor=actor_of(archivist), transfer=signed, reason="磁盘损坏")


def send(officer, transfer, files):
    for name, text in files.items():
        data = text.encode()
        actions.upload_whole(actor=actor_of(officer), transfer=transfer, name=name, size=len(data), pieces=[data])


def test_what_was_signed_is_sent_again_and_stored(missing, officer, archivist):
    with pytest.raises(NotReady, match="2"):
        actions.order_send_again(actor=actor_of(officer), transfer=missing)
    send(officer, missing, FILES)

    actions.send_again(actor=actor_of(officer), transfer=missing)
    actions.store_handover(actor=actor_of(archivist), transfer=missing)

    assert missing.state == State.STORED
    assert Record.objects.count() == 2
    assert [step.act for step in missing.steps.all()] == ["report_missing", "send_again", "store"]
    assert Event.objects.get(verb="handover:send_again").data["digest"] == missing.counted["digest"]


def test_anything_else_is_refused_and_awaited_once_more(missing, officer):
    name = next(iter(FILES))
    for other, size in (("别的.txt", 3), (name, 1)):
        with pytest.raises(NotInWhatWasSigned):
            actions.begin_upload(actor=actor_of(officer), transfer=missing, name=other, size=size)
    send(officer, missing, {**FILES, name: FILES[name].replace("春", "冬")})

    with pytest.raises(NotWhatWasSigned):
        actions.send_again(actor=actor_of(officer), transfer=missing)

    missing.refresh_from_db()
    assert missing.state == State.PACKAGE_MISSING
    assert missing.uploads.arriving().count() == 2
    send(officer, missing, FILES)
    assert actions.send_again(actor=actor_of(officer), transfer=missing).state == State.SIGNED_BY_RECEIVER


def test_only_what_lacks_is_awaited_and_what_is_found_again_is_compared(signed, archivist):
    lost, *_rest = sorted(FILES)
    path = files_folder(signed) / lost
    text = path.read_text()
    path.unlink()
    actions.report_missing(actor=actor_of(archivist), transfer=signed, reason="少一件")
    awaited = list(signed.uploads.arriving().values_list("path", flat=True))
    with pytest.raises(NotWhatWasSigned):
        actions.find_again(actor=actor_of(archivist), transfer=signed)
    path.write_text(text)

    actions.find_again(actor=actor_of(archivist), transfer=signed)

    assert awaited == [lost]
    assert signed.state == State.SIGNED_BY_RECEIVER
    assert not signed.uploads.arriving().exists()


def test_a_carrier_is_brought_and_compared_again(signed, officer, archivist, settings, tmp_path):
    shutil.copytree(files_folder(signed), tmp_path / "YP-01")
    settings.HANDOVER = {**settings.HANDOVER, "CARRIERS": (tmp_path,)}
    signed.way, signed.carrier_path = "carrier", str(tmp_path / "gone")
    signed.save(update_fields=["way", "carrier_path"])
    actions.report_missing(actor=actor_of(archivist), transfer=signed, reason="硬盘读不出")
    for act, who in ((actions.find_again, archivist), (actions.order_send_again, officer)):
        with pytest.raises(NotReady):
            act(actor=actor_of(who), transfer=signed)

    actions.place_carrier(actor=actor_of(archivist), transfer=signed, path=str(tmp_path / "YP-01"))

    assert actions.find_again(actor=actor_of(archivist), transfer=signed).state == State.SIGNED_BY_RECEIVER


def test_both_give_it_up_with_their_reasons(missing, officer, archivist, django_capture_on_commit_callbacks):
    page, unit = Client(), Client()
    page.force_login(archivist)
    unit.force_login(officer)
    at = lambda name, act: reverse(f"transfers:{name}", args=[missing.ulid, act])  # noqa: E731 — the shortest way

    page.post(at("desk_act", "ask_cancel"), {"reason": "已无从恢复"})
    asked = unit.get(reverse("transfers:handover", args=[missing.ulid])).content.decode()
    refused = unit.post(at("unit_act", "cancel"), {"reason": " "}, follow=True).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        unit.post(at("unit_act", "cancel"), {"reason": "另行移交"})

    missing.refresh_from_db()
    assert "同意取消" in asked
    assert reverse("transfers:files", args=[missing.ulid]) in asked
    assert "需要写明理由" in refused or "理由" in refused
    assert missing.state == State.CANCELLED
    assert not folder_of(missing).exists()
    assert "双方取消交接：已无从恢复；另行移交" in facts_of(missing, 1)["outcome"]
    assert [paper.name for paper in papers_of(missing)] == ["register", "deed"]
    assert Event.objects.filter(verb__startswith="handover:cancel").count() == 2


def test_what_is_stored_in_part_is_not_cancelled(missing, archivist):
    from lantai.holdings.accessions.tests.factories import TransferFactory as IntakeFactory

    missing.intake = IntakeFactory()
    missing.intake.items.create(position=1, code_key="0001-1", state="stored")
    missing.save(update_fields=["intake"])

    with pytest.raises(NotReady, match="部分"):
        actions.ask_cancel(actor=actor_of(archivist), transfer=missing, reason="x")
