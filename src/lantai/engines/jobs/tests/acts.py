"""Examples of the acts of this app: see tests/architecture/acts.py."""

from lantai.engines.jobs.actions import pause_queue
from tests.architecture.acts import Call, example
from tests.support.world import World


@example(pause_queue, anywhere="the queues serve every institution of the installation")
def _pause_queue(world: World) -> Call:
    return lambda actor: pause_queue(actor=actor, name="ocr", paused=True)
