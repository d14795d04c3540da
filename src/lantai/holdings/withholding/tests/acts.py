"""Examples of the acts of this app: see tests/architecture/acts.py."""

from lantai.holdings.withholding.actions import WithheldPassage, withhold, withhold_page
from tests.architecture.acts import Call, example
from tests.support.world import World

WHOLE = WithheldPassage(page_number=1, ground="R3a", whole_page=True)


@example(withhold)
def _withhold(world: World) -> Call:
    return lambda actor: withhold(actor=actor, record=world.unopened, passages=[WHOLE], source="")


@example(withhold_page)
def _withhold_page(world: World) -> Call:
    return lambda actor: withhold_page(actor=actor, record=world.unopened, page=1, passages=[WHOLE])
