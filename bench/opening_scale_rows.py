"""The batches of `bench.opening_scale`: four on their way by the acts themselves, and rows of those that are done."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

OFFICES = ("planner", "first_reviewer", "second_reviewer", "approver")
STAFF = ("yue", "lin", "jiang", "hai")
OFFICER = "officer"
AWAY = 5
"""Years until a delayed record is looked at again."""


def prepare(past: int, size: int) -> dict[str, float]:
    """Once a home; gives the processor time of the great acts in milliseconds, by name, when they were done now."""
    from lantai.services.opening.models import ReviewBatch

    if ReviewBatch.objects.filter(name="bench").exists():
        return {}
    people = _people()
    _past(past, size, people)
    return _on_their_way(size, people)


def _people() -> dict[str, Any]:
    from lantai.base.accounts.access import OPERATOR, Role
    from lantai.base.accounts.actions import add_user, grant_role
    from lantai.base.accounts.models import Institution
    from lantai.holdings.catalogue.models import Fonds

    archive = Fonds.objects.select_related("institution").get(pk=1).institution
    authority = Institution.objects.create(code="Z001", name="云溪区档案局", kind=Institution.Kind.AUTHORITY)
    roles = (Role.OPENING_PLANNER, Role.OPENING_REVIEWER, Role.OPENING_REVIEWER, Role.OPENING_APPROVER)
    held = [(name, archive, role) for name, role in zip(STAFF, roles, strict=True)]
    found = {}
    for username, institution, role in [*held, (OFFICER, authority, Role.AUTHORITY_OFFICER)]:
        user = add_user(actor=OPERATOR, username=username, password="bench-reads-all-day", display_name=username)
        grant_role(actor=OPERATOR, user=user, institution=institution, role=role)
        found[username] = user
    return found


class Team:
    """Four people of one archive who lead batches of its great fonds on; what the great acts cost is kept."""

    def __init__(self, size: int, people: dict[str, Any]) -> None:
        from django.utils import timezone

        from lantai.base.accounts.access import actor_of
        from lantai.holdings.catalogue.models import Fonds

        self.size, self.today = size, timezone.localdate()
        self.fonds = Fonds.objects.select_related("institution").get(pk=1)
        self.people = {office: people[name] for office, name in zip(OFFICES, STAFF, strict=True)}
        self.actors = {office: actor_of(user) for office, user in self.people.items()}
        self.spent: dict[str, float] = {}

    def timed(self, name: str, act: Callable[[], Any]) -> Any:
        began = time.process_time()
        found = act()
        self.spent.setdefault(f"act: {name}", (time.process_time() - began) * 1000)
        return found

    def plan(self) -> Any:
        from lantai.services.opening import actions as opening

        asked = opening.Plan("bench", self.today.year, [self.fonds], self.today, most=self.size, people=self.people)
        planner, archive = self.actors["planner"], self.fonds.institution
        made = self.timed(
            f"plan {self.size:,} of the great fonds",
            lambda: opening.plan_batch(actor=planner, institution=archive, plan=asked),
        )
        if made.items_count != self.size:
            msg = f"{self.fonds.code} has no {self.size} records due for another batch: choose a smaller --size"
            raise SystemExit(msg)
        return self.step(made, "begin", "planner")

    def step(self, batch: Any, code: str, office: str) -> Any:
        from lantai.services.opening import actions as opening

        opening.advance_batch(actor=self.actors[office], batch=batch, step=code, words="")
        return self.fresh(batch)

    def fresh(self, batch: Any) -> Any:
        from lantai.services.opening.models import ReviewBatch

        return ReviewBatch.objects.select_related("institution", "fonds", *OFFICES).get(pk=batch.pk)

    def said(self, batch: Any, office: str, places: list[int], value: str) -> None:
        from lantai.services.opening import actions as opening

        later = self.today + dt.timedelta(days=365 * AWAY)
        more = {"reasons": ["R3b"], "review_on": later} if value == "delayed" else {}
        if places:
            opening.decide_many(actor=self.actors[office], batch=batch, positions=places, value=value, **more)  # type: ignore[arg-type]

    def reviewed(self, batch: Any, office: str) -> Any:
        """One in fifty to be delayed, the others opened."""
        few = max(1, self.size // 50)
        self.said(batch, office, list(range(1, few + 1)), "delayed")
        rest = list(range(few + 1, self.size + 1))
        self.timed(f"decide {len(rest):,} at once", lambda: self.said(batch, office, rest, "open"))
        return self.step(batch, "pass_on", office)

    def at_approval(self) -> Any:
        from lantai.services.opening import actions as opening
        from lantai.services.opening.models import BatchItem

        batch = self.reviewed(self.reviewed(self.plan(), "first_reviewer"), "second_reviewer")
        planner = self.actors["planner"]
        for letter in batch.consultations.select_related("batch__institution", "fonds"):
            opening.decide_alone(actor=planner, consultation=letter, reason="立档单位已撤销，无承继单位")
        for value in ("open", "delayed"):
            sampled = BatchItem.objects.filter(batch=batch, is_sampled=True, second_value=value)
            self.said(batch, "planner", list(sampled.values_list("position", flat=True)), value)
        batch = self.step(batch, "pass_on", "planner")
        self.timed(f"sum up {self.size:,}", lambda: opening.sum_up(actor=planner, batch=batch))
        return self.step(batch, "pass_on", "planner")

    def approved(self, batch: Any) -> None:
        """Approved, and the authority asked for its consent to the delays."""
        from lantai.base.accounts.models import Institution
        from lantai.services.opening import actions as opening

        approver, authority = self.actors["approver"], Institution.objects.get(code="Z001")
        self.timed(
            f"approve {self.size:,}", lambda: opening.approve_batch(actor=approver, batch=batch, text="馆务会议同意")
        )
        planner = self.actors["planner"]
        opening.ask_consent(actor=planner, batch=self.fresh(batch), number="报〔2026〕1号", authority=authority)


def _on_their_way(size: int, people: dict[str, Any]) -> dict[str, float]:
    """Four batches of the great fonds, as far as each goes."""
    team, half = Team(size, people), list(range(1, size // 2))
    team.said(team.plan(), "first_reviewer", half, "open")
    team.said(team.reviewed(team.plan(), "first_reviewer"), "second_reviewer", half, "open")
    team.at_approval()
    team.approved(team.at_approval())
    return team.spent


def _past(count: int, size: int, people: dict[str, Any]) -> None:
    """Batches that are done, of records that are open or delayed already: items, three decisions each, in force."""
    from django.db import connection, transaction
    from django.utils import timezone

    from lantai.holdings.catalogue.models import Fonds
    from lantai.services.opening.models import Notice, ReviewBatch

    each = [fonds for fonds in Fonds.objects.select_related("institution").order_by("-pk") if fonds.pk > 1]
    now = timezone.now()
    for n in range(count // size):
        fonds = each[n % len(each)]
        with transaction.atomic(), connection.cursor() as cursor:
            batch = ReviewBatch.objects.create(
                institution=fonds.institution, fonds=fonds, number=f"KF2020-{n:05d}", name="past", plan_year=2020,
                state="closed", workflow_version=1, items_count=size, made_by="bench", approved_at=now,
                **{office: people[name] for office, name in zip(OFFICES, STAFF, strict=True)},
            )  # fmt: skip
            notice = Notice.objects.create(
                institution=fonds.institution, batch=batch, number=f"{fonds.institution.code}-2020-{n:03d}",
                title="开放档案目录公告", published_at=now, published_by="bench", records_count=size,
            )  # fmt: skip
            _rows_of(cursor, batch.pk, notice.pk, fonds.pk, size, now.strftime("%Y-%m-%d %H:%M:%S"))


def _rows_of(cursor: Any, batch: int, notice: int, fonds: int, size: int, now: str) -> None:
    """Copied inside the database: a model for each would take an hour."""
    value = "CASE opening_state WHEN 'open' THEN 'open' ELSE 'delayed' END"
    cursor.execute(
        "INSERT INTO opening_batchitem (ulid, batch_id, record_id, position, state, is_open, is_sampled,"
        " opening_before, left_out_reason, first_value, second_value, sample_value, unit_value, summary_value,"
        " final_value)"
        f" SELECT printf('01KF%022d', id), {batch}, id, row_number() OVER (), 'in_force', 0, 0, 'unreviewed', '',"
        f" {value}, {value}, '', '', {value}, {value} FROM catalogue_record"
        f" WHERE fonds_id = {fonds} AND opening_state IN ('open', 'deferred') LIMIT {size}"
    )
    for stage, letter in (("first", "D"), ("second", "E"), ("final", "F")):
        cursor.execute(
            "INSERT INTO opening_decision (ulid, item_id, stage, value, reasons, basis, note, review_on, by, at,"
            " seconds, withdrawn_by)"
            f" SELECT printf('01K{letter}%022d', id), id, '{stage}', {stage}_value, '[]', '', '',"
            f" CASE {stage}_value WHEN 'delayed' THEN '2031-01-01' END, 'bench', '{now}', 12, ''"
            f" FROM opening_batchitem WHERE batch_id = {batch}"
        )
    cursor.execute(
        "INSERT INTO opening_inforce (record_id, decision_id, value, review_on, since)"
        " SELECT i.record_id, d.id, d.value, d.review_on, d.at FROM opening_batchitem i JOIN opening_decision d"
        f" ON d.item_id = i.id AND d.stage = 'final' WHERE i.batch_id = {batch}"
    )
    cursor.execute(
        "INSERT INTO opening_noticerecord (notice_id, record_id, position, in_part)"
        f" SELECT {notice}, record_id, position, 0 FROM opening_batchitem"
        f" WHERE batch_id = {batch} AND final_value = 'open'"
    )
