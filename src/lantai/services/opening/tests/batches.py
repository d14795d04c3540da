"""Made-up batches on their way, each step by whose it is: for the tests of opening review and for other walks."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from lantai.base.accounts.access import Actor, Role, actor_of
from lantai.base.accounts.models import Institution, RoleAssignment, User
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.signals import records_changed
from lantai.holdings.catalogue.tests.factories import RecordFactory
from lantai.services.opening.actions import (
    Plan,
    advance_batch,
    approve_batch,
    decide_alone,
    decide_many,
    plan_batch,
    sum_up,
)
from lantai.services.opening.models import ReviewBatch, Value
from lantai.services.opening.states import Office

PLAN_YEAR = 2026
ROLES = {
    Office.PLANNER.value: Role.OPENING_PLANNER,
    Office.FIRST_REVIEWER.value: Role.OPENING_REVIEWER,
    Office.SECOND_REVIEWER.value: Role.OPENING_REVIEWER,
    Office.APPROVER.value: Role.OPENING_APPROVER,
}
NAMES = {
    Office.PLANNER.value: "负责人 岳",
    Office.FIRST_REVIEWER.value: "初审员 林",
    Office.SECOND_REVIEWER.value: "复审员 江",
    Office.APPROVER.value: "审定人 海",
}


def later(years: int = 5) -> dt.date:
    return timezone.localdate().replace(day=1) + dt.timedelta(days=365 * years)


def somebody(username: str, name: str, role: Role, institution: Institution) -> User:
    user, _ = User.objects.get_or_create(username=username, defaults={"display_name": name, "password": "!"})
    RoleAssignment.objects.get_or_create(user=user, institution=institution, role=role)
    return user


def team(institution: Institution) -> dict[str, User]:
    """Four people, by office: the world's own where there is one of the role."""
    return {
        office: somebody(f"opening-{office}-{institution.code}", NAMES[office], role, institution)
        for office, role in ROLES.items()
    }


def actor_in(batch: ReviewBatch, office: str) -> Actor:
    return actor_of(getattr(batch, office))


def due_items(fonds: Fonds, count: int = 3, *, year: int = 1980, **said: object) -> list[Record]:
    """Records old enough, without files; as an act would, they are told to storage and index."""
    known = Record.every.filter(fonds=fonds, code__contains="-KF-").count()
    codes = [f"{fonds.code}-WS·{year}-Y-KF-{n:04d}" for n in range(known + 1, known + count + 1)]
    made = [RecordFactory(fonds=fonds, code=code, year=year, date_text="", **said) for code in codes]
    records_changed.send(sender=Record, pks=[record.pk for record in made])
    return made


def plan(fonds: Fonds, **said: object) -> Plan:
    people = said.pop("people", team(fonds.institution))
    values = {"name": "一九八〇年文书档案", "plan_year": PLAN_YEAR, "fonds": [fonds], "today": timezone.localdate()}
    return Plan(**{**values, "people": people, **said})  # type: ignore[arg-type]


def planned(fonds: Fonds, *, count: int = 3, people: dict[str, User] | None = None, **said: object) -> ReviewBatch:
    """A batch of new records, its people named."""
    year = 1900 + Record.every.filter(fonds=fonds).count() % 90
    due_items(fonds, count, year=year)
    people = people or team(fonds.institution)
    asked = plan(fonds, **{"people": people, "year_from": year, "year_to": year, **said})
    return plan_batch(actor=actor_of(people["planner"]), institution=fonds.institution, plan=asked)


def step(batch: ReviewBatch, code: str, office: str, words: str = "") -> ReviewBatch:
    return advance_batch(actor=actor_in(batch, office), batch=batch, step=code, words=words)


def said_of_all(batch: ReviewBatch, office: str, value: str, **said: object) -> int:
    """One decision on every item."""
    positions = list(batch.items.filter(state="listed").values_list("position", flat=True))
    if value != Value.OPEN:
        said = {"reasons": ["R3a"], **said}
    if value == Value.DELAYED:
        said = {"review_on": later(), **said}
    actor = actor_in(batch, office)
    return decide_many(actor=actor, batch=batch, positions=positions, value=value, **said)  # type: ignore[arg-type]


def at_first(fonds: Fonds, **said: object) -> ReviewBatch:
    return step(planned(fonds, **said), "begin", "planner")  # type: ignore[arg-type]


def at_second(fonds: Fonds, value: str = "open", **said: object) -> ReviewBatch:
    batch = at_first(fonds, **said)
    said_of_all(batch, "first_reviewer", value)
    return step(batch, "pass_on", "first_reviewer")


def at_consultation(fonds: Fonds, value: str = "open", **said: object) -> ReviewBatch:
    batch = at_second(fonds, value, **said)
    said_of_all(batch, "second_reviewer", value)
    return step(batch, "pass_on", "second_reviewer")


def at_summing_up(fonds: Fonds, value: str = "open", **said: object) -> ReviewBatch:
    """Nobody is left to be asked: the archive decides alone."""
    batch = at_consultation(fonds, value, **{"sample_percent": 0, **said})
    return summed_alone(batch)


def summed_alone(batch: ReviewBatch) -> ReviewBatch:
    """From asking to summing up: the archive decides alone."""
    for letter in batch.consultations.select_related("batch__institution", "fonds"):
        decide_alone(actor=actor_in(batch, "planner"), consultation=letter, reason="立档单位已撤销，无承继单位")
    return step(batch, "pass_on", "planner")


def at_approval(fonds: Fonds, value: str = "open", **said: object) -> ReviewBatch:
    batch = at_summing_up(fonds, value, **said)
    sum_up(actor=actor_in(batch, "planner"), batch=batch)
    return step(batch, "pass_on", "planner")


def led_to_consultation(batch: ReviewBatch, value: str = "open") -> ReviewBatch:
    """A batch that is planned, decided the same by both reviewers."""
    batch = step(batch, "begin", "planner")
    for office in ("first_reviewer", "second_reviewer"):
        said_of_all(batch, office, value)
        batch = step(batch, "pass_on", office)
    return batch


def led_to_approval(batch: ReviewBatch, value: str = "open") -> ReviewBatch:
    """A batch that is planned, decided the same in every stage."""
    batch = summed_alone(led_to_consultation(batch, value))
    sum_up(actor=actor_in(batch, "planner"), batch=batch)
    return step(batch, "pass_on", "planner")


def published(fonds: Fonds, **said: object) -> ReviewBatch:
    batch = at_approval(fonds, **said)  # type: ignore[arg-type]
    approve_batch(actor=actor_in(batch, "approver"), batch=batch, text="馆务会同意")
    return batch


def awaiting_consent(fonds: Fonds, **said: object) -> ReviewBatch:
    batch = at_approval(fonds, Value.DELAYED, **said)
    approve_batch(actor=actor_in(batch, "approver"), batch=batch, text="馆务会同意")
    return batch
