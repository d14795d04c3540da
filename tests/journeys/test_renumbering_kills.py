"""Kill a renumbering, and then its undoing, with -9 at random moments: every record changes exactly once."""

import json

import pytest

from tests.support.kills import moments
from tests.support.process import Program

RECORDS = 4000
BEGIN = f"""
from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.actions import found_institution
from lantai.base.common.ids import new_ulid
from lantai.holdings.arrangement.actions import plan_renumbering
from lantai.holdings.arrangement.choosing import Chosen
from lantai.holdings.arrangement.plans import Renumbering
from lantai.holdings.arrangement.scheme_files import scheme_named
from lantai.holdings.catalogue.actions import Description, describe_records, found_fonds
home = found_institution(actor=OPERATOR, code="LT01", name="云溪区档案馆")
fonds = found_fonds(actor=OPERATOR, institution=home, code="K001", title="云溪区人民政府")
rows = [(new_ulid(), Description(f"K001-WS·1987-Y-BGS-{{n:04}}", "通知")) for n in range(1, {RECORDS} + 1)]
describe_records(actor=OPERATOR, fonds=fonds, descriptions=rows)
wanted = Renumbering(scheme_named("dat22"), number="count", start=2)
plan_renumbering(actor=OPERATOR, fonds=fonds, chosen=Chosen(), wanted=wanted)
"""
WORK = """
from lantai.base.accounts.access import OPERATOR
from lantai.holdings.arrangement.actions import commit_batch, undo_batch
from lantai.holdings.arrangement.models import ArrangementBatch
{act}_batch(actor=OPERATOR, batch=ArrangementBatch.objects.get(), reason="重新编号")
"""
TELL = """
import json
from lantai.base.audit.models import Event
from lantai.holdings.arrangement.models import ArrangementBatch
from lantai.holdings.catalogue.models import Record, ReferenceCode
batch = ArrangementBatch.objects.get()
codes = list(Record.objects.order_by("code_key").values_list("code", flat=True))
told = [batch.state, batch.changed, batch.stayed, len(set(codes)), codes[0], codes[-1]]
print(json.dumps([*told, ReferenceCode.objects.count(), Event.objects.filter(verb="record:renumber").count()]))
"""


def told(program: Program) -> list[object]:
    code, out, err = program.run("shell", "-v", "0", "-c", TELL)
    assert code == 0, err[-2000:]
    return json.loads(out.strip().splitlines()[-1])


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_record_is_renumbered_once_however_often_it_is_killed(tmp_path):
    program = Program(tmp_path / "home")
    code, _, err = program.run("shell", "-v", "0", "-c", BEGIN)
    assert code == 0, err[-2000:]

    kills = 0
    for turn, act in enumerate(("commit", "undo"), start=1):
        words = ("shell", "-v", "0", "-c", WORK.format(act=act))
        chosen = moments(1, 6, between=(1.0, 6.0), seed=11 + turn)
        kills += sum(program.run_and_kill(moment, *words) for moment in chosen)
        program.run(*words)
        state, first, changed = ("committed", 2, RECORDS) if act == "commit" else ("undone", 1, 0)
        span = [f"K001-WS·1987-Y-BGS-{number:04}" for number in (first, first + RECORDS - 1)]
        assert told(program) == [state, changed, 0, RECORDS, *span, RECORDS * (turn + 1), RECORDS * turn]

    assert kills > 0
    assert program.json("verify_audit")["breaks"] == []
