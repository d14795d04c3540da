"""Examples of the acts of this app: see tests/architecture/acts.py."""

from lantai.holdings.people.actions import find_by_number, reveal_id_number
from tests.architecture.acts import Call, example
from tests.support.world import ID_NUMBER, World


@example(find_by_number, anywhere="looks within the actor's scope, whichever archives that covers")
def _find_by_number(world: World) -> Call:
    return lambda actor: find_by_number(actor=actor, id_number=ID_NUMBER)


@example(reveal_id_number)
def _reveal_id_number(world: World) -> Call:
    entry = world.unopened.persons.get()
    return lambda actor: reveal_id_number(actor=actor, entry=entry, reason="核对退休工龄")
