"""Examples of the acts of this app: see tests/architecture/acts.py."""

from lantai.base.audit.actions import Act, record, record_all
from tests.architecture.acts import Call, example
from tests.support.world import World

WITHIN = "it is the event itself, written inside an act that has asked"


@example(record, unasked=WITHIN)
def _record(world: World) -> Call:
    return lambda actor: record("tests:note", actor=actor, subject=("test", "1"))


@example(record_all, events=2, because="one for each act it is given", unasked=WITHIN)
def _record_all(world: World) -> Call:
    acts = [Act("tests:note", ("test", "1")), Act("tests:note", ("test", "2"))]
    return lambda actor: record_all(acts, actor=actor)
