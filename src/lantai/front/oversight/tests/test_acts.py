"""The chain as a whole: signed by schedule and by hand, verified, written out; only by an auditor of all of it."""

import datetime as dt
import json
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from lantai.base.accounts.access import NotAllowed, Role, actor_of
from lantai.base.accounts.tests.factories import InstitutionFactory, person
from lantai.base.audit.exporting import SCRIPT
from lantai.base.audit.models import Checkpoint, Event, Verification
from lantai.engines.jobs.signals import worker_lived
from lantai.front.oversight.actions import (
    carry_out_audit_export,
    carry_out_verification,
    export_folder,
    order_audit_export,
    sign_checkpoint,
)
from lantai.front.oversight.models import AuditExport

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def audit_home(settings, home):
    settings.AUDIT = {**settings.AUDIT, "KEYS": home / "keys", "PATH": home / "audit"}
    return home


def told(*command):
    with redirect_stdout(StringIO()) as out:
        call_command(*command, "--json")
    return json.loads(out.getvalue())


def test_a_worker_signs_when_a_day_has_passed_and_only_then(fonds):
    worker_lived.send_robust(None)
    assert Checkpoint.objects.count() == 0

    with time_machine.travel(timezone.now() + dt.timedelta(hours=25), tick=False):
        worker_lived.send_robust(None)
        worker_lived.send_robust(None)

    assert Checkpoint.objects.count() == 1
    assert Event.objects.order_by("-number").values_list("verb", "actor_label").first() == (
        "audit:checkpoint:sign",
        "schedule",
    )


def test_the_commands_sign_export_and_verify(fonds, audit_home):
    signed = told("audit_checkpoint")
    path = audit_home / "audit.jsonl.gz"
    exported = told("export_audit", "--to", str(path))

    assert (signed["checkpoint"], signed["events"]) == (1, 3)
    assert exported["events"] == 3
    script = subprocess.run([sys.executable, "-I", path.with_name(SCRIPT), path], capture_output=True, check=False)
    assert script.returncode == 0
    assert told("verify_audit")["breaks"] == []
    assert list(Event.objects.filter(number__gt=2).values_list("verb", flat=True)) == [
        "audit:checkpoint:sign",
        "audit:export",
    ]


def test_a_day_without_events_is_said_to_have_none(fonds, audit_home, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("export_audit", "--from", "2100-01-01", "--to", str(audit_home / "x"))

    assert ended.value.code == 1
    assert not (audit_home / "x").exists()


def test_an_ordered_export_lies_ready_for_the_auditor(fonds):
    auditor = actor_of(person(Role.AUDITOR, fonds.institution))
    old = order_audit_export(actor=auditor)
    AuditExport.objects.filter(pk=old.pk).update(ordered_at=timezone.now() - dt.timedelta(days=8))

    export = carry_out_audit_export(actor=auditor, export=order_audit_export(actor=auditor))

    assert (export.state, export.events) == ("done", 2)
    assert (export_folder(export) / export.file_name).stat().st_size == export.size
    assert AuditExport.objects.count() == 1


def test_verification_is_kept_for_the_page(fonds):
    Event.objects.filter(number=1).update(verb="forged:act")
    carry_out_verification()

    state = Verification.objects.get()
    assert (state.count, state.findings[0]["problem"]) == (1, "changed")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_nobody_but_an_auditor_signs_or_takes_the_chain(fonds, role):
    with pytest.raises(NotAllowed):
        sign_checkpoint(actor=actor_of(person(role, fonds.institution)))
    with pytest.raises(NotAllowed):
        order_audit_export(actor=actor_of(person(role, fonds.institution)))


def test_an_auditor_of_one_archive_does_not_take_the_chain_of_all(fonds):
    InstitutionFactory(code="LT99", name="别处档案馆")
    with pytest.raises(NotAllowed):
        order_audit_export(actor=actor_of(person(Role.AUDITOR, fonds.institution)))
