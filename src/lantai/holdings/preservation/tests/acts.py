"""Examples of the acts of this app: see tests/architecture/acts.py."""

from lantai.base.accounts.access import Actor
from lantai.base.common.ids import new_ulid
from lantai.holdings.preservation.actions import ObjectToStore, storing
from tests.architecture.acts import Call, example
from tests.support.world import World


@example(
    storing,
    events=0,
    because="taking in writes record:take_in when the rows follow; the object itself carries its PREMIS events",
    unasked="it is a step of taking in, which has asked",
)
def _storing(world: World) -> Call:
    wanted = ObjectToStore(new_ulid(), {"title": "通知"}, ())

    def store(actor: Actor) -> None:
        with storing([wanted], actor=actor) as staged:
            assert len(staged) == 1

    return store
