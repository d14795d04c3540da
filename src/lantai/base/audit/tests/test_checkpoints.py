"""Checkpoints: what a chain alone cannot tell is told by what was signed and laid down elsewhere."""

import datetime as dt
import json
import stat

import pytest
from django.db import connection
from django.utils import timezone

from lantai.base.audit.actions import entry_of, record
from lantai.base.audit.chain import GENESIS
from lantai.base.audit.checkpoints import CheckpointNotWritten, append_checkpoint, is_due
from lantai.base.audit.current import current_setup
from lantai.base.audit.models import Checkpoint, Event, Head, Verification
from lantai.base.audit.tests.conftest import OPERATOR
from lantai.base.audit.verification import verify_chain

pytestmark = pytest.mark.django_db
BOTH = ["lantai.base.audit.signing.Ed25519Signer", "lantai.base.audit.tests.ecdsa.EcdsaSigner"]


@pytest.fixture
def signed(chain):
    """Six events and a checkpoint, twice."""
    for _ in range(2):
        append_checkpoint(actor=OPERATOR, setup=current_setup())
        for n in range(3):
            record("thing:do", actor=OPERATOR, subject=("thing", str(n)))


def found():
    return [(each.number, each.problem, each.checkpoint) for each in verify_chain(current_setup()).breaks]


def write_anew(until=None):
    """Somebody with the whole database in hand: another history, every hash right."""
    previous = GENESIS
    for event in Event.objects.order_by("number")[:until]:
        event.previous = previous
        event.actor_label = "somebody else" if event.number == 2 else event.actor_label
        previous = event.hash = entry_of(event).digest()
        event.save()
    if until:
        Event.objects.filter(number__gt=until).delete()
    last = Event.objects.order_by("number").last()
    Head.objects.update(number=last.number, hash=last.hash)


def files(folder):
    return sorted((folder / "audit").glob("checkpoint-*.json"))


def test_it_signs_what_the_chain_says_and_lays_it_down(signed, audit_home):
    first = Checkpoint.objects.get(number=1)
    told = json.loads(files(audit_home)[0].read_bytes())

    assert (first.count, first.hash) == (7, Event.objects.get(number=7).hash)
    assert told["statement"] == json.loads(first.statement)
    assert stat.S_IMODE(files(audit_home)[0].stat().st_mode) == 0o444
    assert found() == []
    assert (Verification.objects.get().checkpoints, Verification.objects.get().events) == (2, 14)


def test_it_finds_a_whole_chain_written_anew(signed):
    write_anew()

    assert found() == [(7, "replaced", 1), (11, "replaced", 2)]


def test_it_finds_it_when_the_rows_of_the_checkpoints_went_with_it(signed):
    write_anew()
    Checkpoint.objects.all().delete()

    assert {problem for _, problem, _ in found()} == {"replaced", "checkpoint_row_missing"}


def test_it_finds_a_cut_off_end_behind_a_checkpoint(signed):
    write_anew(until=9)

    assert (10, "truncated", 2) in found()


def test_it_cannot_know_of_events_behind_the_last_checkpoint_that_went_with_all_that_knew_them(signed):
    """The limit of what can be found: docs/running/audit.md says so."""
    Event.objects.filter(number__gt=11).delete()
    last = Event.objects.get(number=11)
    Head.objects.update(number=11, hash=last.hash)

    assert found() == []


def test_it_finds_a_checkpoint_signed_with_a_strange_key(signed, audit_home, settings):
    for path in (audit_home / "keys").glob("audit-*"):
        path.unlink()

    assert found() == [(0, "key_unknown", 1), (0, "key_unknown", 2)]


@pytest.mark.parametrize("what", ["count", "hash", "at", "signature"])
def test_it_finds_what_was_changed_in_a_file(signed, audit_home, what):
    path = files(audit_home)[0]
    whole = json.loads(path.read_bytes())
    target = whole["signatures"][0] if what == "signature" else whole["statement"]
    target[what] = 6 if what == "count" else "0" * len(target[what])
    path.chmod(0o644)
    path.write_text(json.dumps(whole), encoding="utf-8")

    assert (0, "signature_bad", 1) in found()


def test_it_finds_a_file_that_is_gone_and_does_not_write_it_again(signed, audit_home):
    files(audit_home)[0].unlink()
    append_checkpoint(actor=OPERATOR, setup=current_setup())

    assert found() == [(0, "checkpoint_file_missing", 1)]


def test_it_finds_a_checkpoint_of_which_only_the_event_is_left(signed, audit_home):
    files(audit_home)[1].unlink()
    Checkpoint.objects.filter(number=2).delete()

    assert found() == [(0, "checkpoint_missing", 2)]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"statement":{},"signatures":[]}', "\udcff"])
def test_it_says_that_a_file_cannot_be_read(signed, audit_home, text):
    path = files(audit_home)[1]
    path.chmod(0o644)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))

    assert found() == [(0, "checkpoint_unreadable", 2)]


def test_it_signs_with_every_scheme_of_the_settings_and_each_is_checked(chain, settings):
    settings.AUDIT = {**settings.AUDIT, "SIGNERS": BOTH}
    checkpoint = append_checkpoint(actor=OPERATOR, setup=current_setup())
    assert found() == []

    algorithms = [each["algorithm"] for each in checkpoint.signatures]
    assert algorithms == ["Ed25519", "ECDSA-P256-SHA256"]
    checkpoint.signatures[1]["signature"] = checkpoint.signatures[0]["signature"]
    checkpoint.save()
    assert found() == [(0, "signature_bad", 1)]

    settings.AUDIT = {**settings.AUDIT, "SIGNERS": BOTH[:1]}
    assert found() == [(0, "algorithm_unknown", 1)]


def test_it_signs_with_ed25519_and_sm2_and_each_is_checked(signed):
    for checkpoint in Checkpoint.objects.all():
        assert [each["algorithm"] for each in checkpoint.signatures] == ["Ed25519", "SM2-SM3"]
    first = Checkpoint.objects.get(number=1)
    for at in (0, 1):
        whole = [dict(each) for each in first.signatures]
        told = whole[at]["signature"]
        whole[at]["signature"] = told[:-2] + f"{int(told[-2:], 16) ^ 1:02x}"
        Checkpoint.objects.filter(number=1).update(signatures=whole)
        assert (0, "signature_bad", 1) in found()


def test_it_keeps_what_was_signed_when_the_folder_cannot_be_written(chain, audit_home):
    (audit_home / "audit").write_text("not a folder", encoding="utf-8")
    with pytest.raises(CheckpointNotWritten):
        append_checkpoint(actor=OPERATOR, setup=current_setup())
    assert Checkpoint.objects.count() == 1

    (audit_home / "audit").unlink()
    append_checkpoint(actor=OPERATOR, setup=current_setup())
    assert (len(files(audit_home)), found()) == (2, [])


def test_it_is_due_after_so_many_events_or_so_long_a_time(db, settings):
    settings.AUDIT = {**settings.AUDIT, "EVERY": 3}
    setup, now = current_setup(), timezone.now()
    assert not is_due(setup, now=now)

    record("thing:do", actor=OPERATOR, subject=("thing", "1"))
    assert [is_due(setup, now=now + dt.timedelta(hours=hours)) for hours in (1, 25)] == [False, True]

    append_checkpoint(actor=OPERATOR, setup=setup)
    assert not is_due(setup, now=now + dt.timedelta(days=9))

    record("thing:do", actor=OPERATOR, subject=("thing", "1"))
    assert [is_due(setup, now=now - dt.timedelta(days=days)) for days in (0, 400)] == [False, True], "a clock ahead"
    for _ in range(2):
        record("thing:do", actor=OPERATOR, subject=("thing", "1"))
    assert is_due(setup, now=now)


def test_it_finds_an_event_behind_the_head(signed):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_head SET number = 12, hash = (SELECT hash FROM audit_event WHERE number = 12)")

    assert found() == [(13, "inserted", 0)]
