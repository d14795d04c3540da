"""Plans for many records: seen before, carried out exactly once however often killed, undone, and the history kept."""

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.holdings.arrangement import plans
from lantai.holdings.arrangement.actions import (
    NotNow,
    batches,
    commit_batch,
    next_code,
    plan_classification,
    plan_renumbering,
    renumber_record,
    undo_batch,
)
from lantai.holdings.arrangement.choosing import Chosen, NothingChosen, TooManyChosen
from lantai.holdings.arrangement.models import ArrangementBatch, CodeSequence
from lantai.holdings.arrangement.plans import Renumbering
from lantai.holdings.arrangement.reasons import ReasonMissing
from lantai.holdings.arrangement.scheme_files import scheme_named
from lantai.holdings.arrangement.tests.described import codes_of, described
from lantai.holdings.catalogue.actions import add_series, make_series, place_records, retire_series
from lantai.holdings.catalogue.models import Record, ReferenceCode
from lantai.holdings.catalogue.tests.factories import FondsFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def fonds():
    return FondsFactory(code="J001")


def code(number, *, year=1987, org="BGS"):
    return f"J001-WS·{year}-Y-{org}-{number:04}"


def planned(fonds, chosen=None, **wanted):
    return plan_renumbering(
        actor=OPERATOR,
        fonds=fonds,
        chosen=chosen or Chosen(),
        wanted=Renumbering(scheme_named(wanted.pop("scheme", "dat22")), **wanted),
    )


def carried_out(batch):
    return commit_batch(actor=OPERATOR, batch=batch, reason="重新编号")


def table(batch):
    return [(row.old, row.new, row.problem) for row in batch.changes.order_by("position")]


def test_a_plan_shows_old_and_new_and_touches_nothing(fonds):
    described(fonds, code(3), code(10), code(9), year=1987)

    batch = planned(fonds, number="count", start=1)

    assert table(batch) == [(code(3), code(1), ""), (code(9), code(2), ""), (code(10), code(3), "")]
    assert codes_of(fonds) == [code(3), code(9), code(10)]
    assert not Event.objects.filter(verb__startswith="renumber").exists()


def test_it_is_carried_out_with_history_and_an_event_for_each_record(fonds):
    first, second = described(fonds, code(3), code(9))

    batch = carried_out(planned(fonds, number="count", start=1))

    assert codes_of(fonds) == [code(1), code(2)]
    assert (batch.state, batch.changed, batch.stayed) == ("committed", 2, 0)
    kept = ReferenceCode.objects.filter(record=first).order_by("pk")
    assert [(each.display, each.until is None, each.reason) for each in kept] == [
        (code(3), False, "intake"),
        (code(1), True, "重新编号"),
    ]
    assert Event.objects.filter(verb="record:renumber", subject_id=second.ulid).count() == 1
    assert Event.objects.get(verb="renumber:commit").data["changed"] == 2


def test_another_scheme_takes_the_values_of_the_old_code(fonds):
    described(fonds, code(12))

    batch = carried_out(planned(fonds, scheme="dat13_item"))

    assert codes_of(fonds) == ["J001-WS·1987·Y·BGS-0012"]
    assert ReferenceCode.objects.get(until=None).scheme == "dat13_item/1"
    assert batch.plan["scheme"] == "dat13_item/1"


def test_values_given_go_before_those_of_the_code(fonds):
    described(fonds, code(12))

    carried_out(planned(fonds, values={"organisation": "DWB"}))

    assert codes_of(fonds) == [code(12, org="DWB")]


def test_two_records_exchange_their_codes_and_both_are_found_by_both(fonds):
    first, second, _ = described(fonds, code(1), code(2), code(3))
    pairs = {code(1): code(2), code(2): code(1)}

    batch = carried_out(planned(fonds, Chosen(codes=tuple(pairs)), pairs=pairs))

    assert dict(Record.objects.values_list("pk", "code"))[first.pk] == code(2)
    assert set(ReferenceCode.objects.filter(key=code(1)).values_list("record", flat=True)) == {first.pk, second.pk}
    assert codes_of(fonds) == [code(1), code(2), code(3)]
    undo_batch(actor=OPERATOR, batch=batch, reason="误")
    assert Record.objects.get(pk=first.pk).code == code(1)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(plans, "PIECE", 3)


def test_a_whole_class_moves_up_by_one_in_pieces(fonds):
    described(fonds, *(code(number) for number in range(1, 9)))

    batch = carried_out(planned(fonds, number="count", start=2))

    assert batch.pieces > 2
    assert codes_of(fonds) == [code(number) for number in range(2, 10)]
    assert undo_batch(actor=OPERATOR, batch=batch, reason="误").state == "undone"
    assert codes_of(fonds) == [code(number) for number in range(1, 9)]


class Killed(BaseException):
    """The process is gone in the midst of a piece."""


@pytest.mark.parametrize("act", ["commit", "undo"])
def test_it_goes_on_where_it_was_killed_and_changes_everything_once(fonds, monkeypatch, act):
    records = described(fonds, *(code(number) for number in range(1, 12)))
    batch = planned(fonds, number="count", start=2)
    work = commit_batch if act == "commit" else undo_batch
    if act == "undo":
        carried_out(batch)
    real, calls = batches.record_all, []

    def dying(*args, **kwargs):
        calls.append(1)
        if len(calls) in (2, 4):
            raise Killed
        return real(*args, **kwargs)

    monkeypatch.setattr(batches, "record_all", dying)
    kills = 0
    while True:
        try:
            work(actor=OPERATOR, batch=ArrangementBatch.objects.get(), reason="重新编号")
            break
        except Killed:
            kills += 1

    moved = 1 if act == "commit" else 2
    assert kills == 2
    assert codes_of(fonds) == [code(n) for n in (range(2, 13) if act == "commit" else range(1, 12))]
    assert Event.objects.filter(verb="record:renumber").count() == len(records) * moved
    assert ReferenceCode.objects.count() == len(records) * (moved + 1)
    assert set(ArrangementBatch.objects.get().changes.values_list("outcome", flat=True)) == {
        "done" if act == "commit" else "undone"
    }


def test_a_code_of_a_record_outside_the_plan_is_a_conflict_and_so_is_what_waits_for_it(fonds):
    described(fonds, code(1), code(2), code(3), year=1987)
    described(fonds, code(4), year=1988)

    batch = planned(fonds, Chosen(year_to=1987), values={"year": "1987"}, number="count", start=2)

    assert [problem for _, _, problem in table(batch)] == ["taken", "taken", "taken"]
    assert batch.problems == {"taken": 3}
    assert carried_out(batch).changed == 0


def test_a_code_another_record_has_borne_is_a_conflict(fonds):
    first, _ = described(fonds, code(1), code(5))
    renumber_record(actor=OPERATOR, record=first, code=code(9), version=1, reason="更正")

    batch = planned(fonds, Chosen(begins=code(5)), number="count", start=1)

    assert table(batch) == [(code(5), code(1), "used")]


def test_two_rows_of_one_code_are_a_conflict(fonds):
    described(fonds, code(1, org="BGS"), code(1, org="CWK"))

    batch = planned(fonds, values={"organisation": "DWB"})

    assert [row[2] for row in table(batch)] == ["twice", "twice"]


def test_a_record_from_which_no_code_can_be_built_says_why(fonds):
    described(fonds, "J001-旧-甲")

    row = planned(fonds).changes.get()

    assert row.problem == "unfit"
    assert "dat22/1" in row.detail


def test_provisional_codes_become_real_ones_and_are_provisional_again_when_undone(fonds):
    described(fonds, "J001-~5-目录-2", "J001-~5-目录-10", year=1987, retention="Y", provisional=True)

    batch = carried_out(planned(fonds, Chosen(provisional=True), number="next", values={"class": "WS"}))

    assert codes_of(fonds) == ["J001-WS·1987-Y-0001", "J001-WS·1987-Y-0002"]
    assert not Record.objects.filter(code_is_provisional=True).exists()
    undo_batch(actor=OPERATOR, batch=batch, reason="误")
    assert Record.objects.filter(code_is_provisional=True).count() == 2


def test_the_sequence_goes_on_behind_what_a_plan_gave(fonds):
    described(fonds, code(1))
    carried_out(planned(fonds, number="count", start=700))

    values = {"class": "WS", "year": 1987, "retention": "Y", "organisation": "BGS"}
    assert next_code(fonds, scheme_named("dat22"), values).key == code(701)
    assert CodeSequence.objects.get().last == 701


def test_what_somebody_changed_meanwhile_stays_and_so_does_who_waits_for_its_code(fonds):
    described(fonds, code(1), code(2), code(3))
    batch = planned(fonds, number="count", start=2)
    second = Record.objects.get(code=code(2))
    renumber_record(actor=OPERATOR, record=second, code=code(77), version=1, reason="更正")

    batch = carried_out(batch)

    assert codes_of(fonds) == [code(2), code(4), code(77)]
    assert (batch.changed, batch.stayed) == (2, 1)


def test_undoing_leaves_what_somebody_changed_since(fonds):
    described(fonds, code(1), code(2))
    batch = carried_out(planned(fonds, number="count", start=11))
    first = Record.objects.get(code=code(11))
    renumber_record(actor=OPERATOR, record=first, code=code(55), version=first.version, reason="更正")

    batch = undo_batch(actor=OPERATOR, batch=batch, reason="误")

    assert codes_of(fonds) == [code(2), code(55)]
    assert (batch.state, batch.stayed) == ("undone", 1)


def test_items_follow_their_volume(fonds):
    (volume,) = described(fonds, "J001-012-005", level="volume")
    described(fonds, "J001-012-005-001", "J001-012-005-002")
    Record.objects.filter(level="item").update(parent=volume)

    carried_out(planned(fonds, Chosen(level="volume"), scheme="legacy_volume", number="count", start=30))

    assert codes_of(fonds) == ["J001-012-030", "J001-012-030-001", "J001-012-030-002"]


def test_a_plan_is_carried_out_once_and_undone_once_with_a_reason(fonds):
    described(fonds, code(1))
    batch = planned(fonds, number="count", start=5)
    with pytest.raises(NotNow):
        undo_batch(actor=OPERATOR, batch=batch, reason="误")
    with pytest.raises(ReasonMissing):
        commit_batch(actor=OPERATOR, batch=batch, reason=" ")

    carried_out(batch)

    with pytest.raises(NotNow):
        carried_out(batch)


def test_a_choice_of_nothing_or_too_much_is_refused(fonds, monkeypatch):
    with pytest.raises(NothingChosen):
        planned(fonds)
    described(fonds, code(1), code(2))
    with pytest.raises(NothingChosen):
        planned(fonds)  # every code is what it would be
    monkeypatch.setattr("lantai.holdings.arrangement.choosing.MOST", 1)
    with pytest.raises(TooManyChosen):
        planned(fonds, number="count", start=5)


@pytest.fixture
def tree(fonds):
    """WS with two years, and one retired class."""
    top = add_series(actor=OPERATOR, fonds=fonds, code="WS", title="文书档案")
    made = {"WS": top} | {year: make_series(fonds, year, f"{year}年", top, 1) for year in ("1987", "1988", "1989")}
    retire_series(actor=OPERATOR, series=made["1989"], version=1, reason="并入")
    return made


def classed(fonds, **more):
    said = {"actor": OPERATOR, "fonds": fonds, "chosen": Chosen(), "path": ["class", "year"]} | more
    return plan_classification(**said)


def test_records_are_classed_by_what_their_codes_say(fonds, tree):
    described(fonds, code(1, year=1987), code(1, year=1988), code(1, year=1989), "J001-KJ·KY-0001")

    batch = carried_out(classed(fonds))

    found = dict(Record.objects.values_list("code", "series__code"))
    assert found == {code(1, year=1987): "1987", code(1, year=1988): "1988", code(1, year=1989): "WS",
                     "J001-KJ·KY-0001": None}  # fmt: skip
    assert batch.problems == {"no_class": 1}
    assert Event.objects.filter(verb="record:classify").count() == 3
    assert Event.objects.get(verb="classify:commit").data["changed"] == 3
    undo_batch(actor=OPERATOR, batch=batch, reason="误")
    assert not Record.objects.filter(series__isnull=False).exists()


def test_all_chosen_records_get_one_class_when_it_is_named(fonds, tree):
    described(fonds, code(1), code(2))
    (first,) = Record.objects.filter(code=code(1))
    place_records(actor=OPERATOR, fonds=fonds, places=[(first, tree["1988"])], reason="整理")

    carried_out(classed(fonds, chosen=Chosen(unclassed=True), target=tree["1987"]))

    assert dict(Record.objects.values_list("code", "series__code")) == {code(1): "1988", code(2): "1987"}
