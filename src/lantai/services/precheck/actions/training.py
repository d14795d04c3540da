"""Learning from what the archive decided before."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError
from lantai.services.precheck.learned import Model, keep_model
from lantai.services.precheck.models import Suggestion
from lantai.services.precheck.past import past_decisions
from lantai.services.precheck.rules import Rules, current_rules
from lantai.services.precheck.training import examples, is_enough, train


class TooFewDecisions(ArchiveError):
    code = "precheck.too_few_decisions"
    message = gettext_noop(
        "There is too little to learn from: %(opened)s opened and %(delayed)s delayed records that were prechecked; "
        "%(least)s of each are needed. Decided in all: %(decided)s."
    )
    hint = gettext_noop("Order a precheck of fonds that were decided on, or learn later. The rules go on alone.")
    http_status = 422
    exit_code = 1


@transaction.atomic
def train_model(*, actor: Actor, institution: Institution, today: dt.date, rules: Rules | None = None) -> Model:
    """Learn from the final decisions of an archive, measure against the rules, and keep the model with its figures.

    It is heard from the next precheck on if it beat the rules on decisions held back; if not, it is kept to be shown
    and says nothing. `rules`: to be measured against others than those in force. Raises `TooFewDecisions`.
    """
    require(actor, Right.PLAN_OPENING, institution.code)
    rules, decisions = rules or current_rules(), past_decisions(institution.code)
    found = examples(decisions)
    if not is_enough(found, rules.learning.least):
        opened = sum(each.is_open for each in found)
        raise TooFewDecisions(
            opened=opened, delayed=len(found) - opened, least=rules.learning.least, decided=len(decisions)
        )
    hints = Suggestion.objects.filter(record=found[-1].facts.record).values_list("rules_version", flat=True)
    model = train(institution.code, found, rules, hints_version=(hints.first() or ""), today=today)
    keep_model(model)
    data = {"version": model.version, "in_force": model.is_in_force, "learned": model.learned_from}
    data |= {"held_back": model.held_back, "split": model.split}
    data |= {name: getattr(model.figures, name)._asdict() for name in model.figures.__slots__}
    record("precheck:model:train", actor=actor, subject=("institution", institution.code), data=data)
    return model
