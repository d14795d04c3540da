"""Examples of the acts of this app: see tests/architecture/acts.py."""

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.people.actions import decide_link, find_by_number, propose_links, reveal_id_number
from tests.architecture.acts import Call, example
from tests.support.world import ID_NUMBER, World


@example(find_by_number, anywhere="looks within the actor's scope, whichever archives that covers")
def _find_by_number(world: World) -> Call:
    return lambda actor: find_by_number(actor=actor, id_number=ID_NUMBER)


@example(reveal_id_number)
def _reveal_id_number(world: World) -> Call:
    entry = world.unopened.persons.get()
    return lambda actor: reveal_id_number(actor=actor, entry=entry, reason="核对退休工龄")


@example(
    propose_links,
    events=0,
    because="what it proposes is reckoned from the entries, to be done again at any time; deciding leaves the event",
)
def _propose_links(world: World) -> Call:
    entries = list(world.unopened.persons.all())
    return lambda actor: propose_links(actor=actor, entries=entries)


@example(decide_link)
def _decide_link(world: World) -> Call:
    (link,) = propose_links(actor=OPERATOR, entries=list(world.unopened.persons.all()))
    return lambda actor: decide_link(actor=actor, link=link, same=True)
