"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

from lantai.base.accounts.models import Institution
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.services.sharing.actions import accept_agreement, end_agreement, open_lent_page, propose_agreement
from lantai.services.sharing.models import SharingAgreement
from lantai.services.sharing.tests.factories import agreed, proposed, terms
from tests.architecture.acts import Call, example
from tests.support.world import World


def a_township() -> Institution:
    """The other side, of which nobody of the cast is."""
    return InstitutionFactory(code="LT70", name="红旗乡人民政府")


def a_lending(world: World) -> SharingAgreement:
    """The archive lends its fonds to the one the outsider is of; made when it is first asked for."""
    receiver = Institution.objects.get(code="LT02")
    known = SharingAgreement.objects.filter(receiver=receiver, accepted_at__isnull=False, ended_at__isnull=True).first()
    return known or agreed(world.institution, receiver, types=[], fonds=[world.fonds.code])


@example(propose_agreement)
def _propose(world: World) -> Call:
    other, said = a_township(), terms()
    return lambda actor: propose_agreement(actor=actor, giver=world.institution, receiver=other, terms=said)


@example(accept_agreement)
def _accept(world: World) -> Call:
    agreement = proposed(a_township(), world.institution)
    return lambda actor: accept_agreement(actor=actor, agreement=agreement)


@example(end_agreement)
def _end(world: World) -> Call:
    agreement = agreed(world.institution, a_township())
    return lambda actor: end_agreement(actor=actor, agreement=agreement, why="任务完成")


@example(open_lent_page)
def _open_page(world: World) -> Call:
    agreement = agreed(world.institution, a_township(), types=[], fonds=[world.fonds.code])
    ulid = world.unopened.ulid
    return lambda actor: open_lent_page(actor=actor, agreement=agreement, record=ulid, position=1)
