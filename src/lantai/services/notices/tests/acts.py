"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

from django.utils import timezone

from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.notices.actions import retry_notice, send_notice
from lantai.services.notices.models import Notice
from lantai.services.notices.sealed import seal_notice, shown
from tests.architecture.acts import Call, example
from tests.support.world import World

NOBODY = "nobody@example.test"


def waiting(world: World, state: str = Notice.State.WAITING) -> Notice:
    """One whose way is not set up in the tests: whoever sends it learns that."""
    values = {"number": "LT01-LY2026-0001", "archive": world.institution.name}
    return Notice.objects.create(
        institution=world.institution, case="LT01-LY2026-0001", event="taken_on", channel="email", language="zh",
        sealed=seal_notice(NOBODY, values, person_keys()), shown=shown("email", NOBODY), due_at=timezone.now(),
        state=state,
    )  # fmt: skip


def a_failed_notice(world: World) -> Notice:
    known = Notice.objects.failed().filter(institution=world.institution).first()
    return known or waiting(world, Notice.State.FAILED)


@example(send_notice)
def _send(world: World) -> Call:
    notice = waiting(world)
    return lambda actor: send_notice(actor=actor, notice=notice)


@example(retry_notice)
def _retry(world: World) -> Call:
    notice = waiting(world, Notice.State.FAILED)
    return lambda actor: retry_notice(actor=actor, notice=notice)
