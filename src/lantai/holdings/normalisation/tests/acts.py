"""Examples of the acts of this app: see tests/architecture/acts.py."""

import tempfile
from pathlib import Path

from lantai.base.accounts.access import OPERATOR
from lantai.engines.formats.converting.converters import Profile
from lantai.engines.formats.tests.samples import pdf
from lantai.holdings.normalisation.actions import begin_run, carry_out_run, keep_derivative, pause_run
from lantai.holdings.normalisation.making import Made
from lantai.holdings.normalisation.models import UNFINISHED, NormalisationRun
from lantai.holdings.preservation.models import StoredFile
from tests.architecture.acts import Call, example
from tests.support.world import World


def a_run(world: World) -> NormalisationRun:
    """A run of the world's archive that waits; what was under way is over."""
    over = NormalisationRun.objects.filter(state__in=UNFINISHED)
    over.update(state=NormalisationRun.State.DONE)
    return begin_run(actor=OPERATOR, institution=world.institution)


def made_of(file: StoredFile) -> Made:
    """A copy as it comes from a converter, checked."""
    path = pdf(Path(tempfile.mkdtemp()) / "copy.pdf", "副本")
    checks = {"pages": {"original": None, "copy": 1}, "text_kept": None, "pdfa_rules": 43}
    return Made(file, Profile.PDFA_2B, path, tool="Ghostscript", tool_version="10.0", options="-dPDFA=2", checks=checks)


def file_of(world: World) -> StoredFile:
    files = StoredFile.objects.select_related("stored__record__institution")
    return files.get(stored__record=world.unopened)


@example(begin_run)
def _begin_run(world: World) -> Call:
    return lambda actor: begin_run(actor=actor, institution=world.institution)


@example(carry_out_run)
def _carry_out_run(world: World) -> Call:
    run = a_run(world)
    return lambda actor: carry_out_run(actor=actor, run=run)


@example(pause_run)
def _pause_run(world: World) -> Call:
    run = a_run(world)
    return lambda actor: pause_run(actor=actor, run=run, paused=True)


@example(keep_derivative)
def _keep_derivative(world: World) -> Call:
    made = made_of(file_of(world))
    return lambda actor: keep_derivative(actor=actor, made=made)
