"""Learning from past decisions: what counts as one, what is held back, and when a model is heard."""

import datetime as dt
import json

import pytest
from django.core.management import call_command

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.actions import set_opening_state
from lantai.holdings.catalogue.models import OpeningState
from lantai.holdings.catalogue.tests.factories import ON_PAPER, FondsFactory, RecordFactory
from lantai.holdings.fulltext.tests.factories import pages_of
from lantai.services.precheck import past
from lantai.services.precheck.actions import TooFewDecisions, train_model
from lantai.services.precheck.facts import Facts
from lantai.services.precheck.learned import NEVER, Figures, Measured, model_file, model_in_force, model_of
from lantai.services.precheck.past import PastDecision, past_decisions, register_decisions
from lantai.services.precheck.recorded import decisions_in_catalogue
from lantai.services.precheck.tests.decided import decide, few_needed, looked_at
from lantai.services.precheck.training import Example, beats, parted, sure_from

TODAY = dt.date(2026, 11, 29)


@pytest.fixture
def fonds(db, home, settings):
    settings.PRECHECK_MODELS_FOLDER = home / "precheck"
    return FondsFactory()


def test_decisions_of_people_in_the_catalogue_are_taught_and_those_of_lists_and_commands_are_not(fonds):
    made = decide(fonds, 2)
    code = fonds.institution.code
    RecordFactory(fonds=fonds, opened=True)
    commanded = RecordFactory(fonds=fonds)
    set_opening_state(actor=OPERATOR, record=commanded, state=OpeningState.OPEN, decision=ON_PAPER, reason="导入")
    found = {each.record: each.value for each in decisions_in_catalogue(code)}

    assert found == {made[0].pk: "open", made[1].pk: "open", made[2].pk: "delay", made[3].pk: "delay"}
    assert list(decisions_in_catalogue("LT99")) == []


def test_the_last_decision_of_all_sources_counts_and_a_name_is_registered_once(monkeypatch):
    day = dt.date(2026, 1, 2)
    sources = {
        "a": lambda _code: [PastDecision(1, "open", day), PastDecision(2, "open", day)],
        "b": lambda _code: [PastDecision(1, "delay", day), PastDecision(2, "delay", day - dt.timedelta(days=1))],
    }
    monkeypatch.setattr(past, "_decisions", sources)

    assert {pk: each.value for pk, each in past_decisions("LT01").items()} == {1: "delay", 2: "open"}
    with pytest.raises(ValueError, match="twice"):
        register_decisions("a", lambda _code: [])


def test_what_titles_tell_is_learned_and_heard_and_shown_with_its_figures(fonds, capsys, monkeypatch):
    records = decide(fonds, 40, told=0.99, first=900_000)
    for record in records:
        pages_of(record, 1)
    looked_at(records)
    monkeypatch.setattr("lantai.services.precheck.actions.training.current_rules", few_needed)

    call_command("train_precheck", "--institution", fonds.institution.code, "--json")

    model = model_of(fonds.institution.code)
    figures = model.figures
    told = json.loads(capsys.readouterr().out)
    assert (told["in_force"], told["model_open"]) == (True, figures.model_open._asdict())
    assert (model.learned_from + model.held_back, model.split) == (80, "hash")
    assert figures.rules_open.precision < 0.8
    assert figures.model_open.precision > 0.9
    assert figures.model_delay.recall > 0.9 > (figures.rules_delay.recall or 0)
    assert model == model_in_force(fonds.institution.code)
    event = Event.objects.get(verb="precheck:model:train")
    assert event.data["model_open"]["precision"] == figures.model_open.precision
    text = model_file(fonds.institution.code).read_text(encoding="utf-8")
    assert not any(record.title in text for record in records)
    model_file(fonds.institution.code).write_text("{", encoding="utf-8")
    assert model_of(fonds.institution.code) is None


def test_what_nothing_tells_is_kept_and_not_heard(fonds):
    looked_at(decide(fonds, 20, told=0.5))

    model = train_model(actor=OPERATOR, institution=fonds.institution, today=TODAY, rules=few_needed())

    assert not model.is_in_force
    assert model_of(fonds.institution.code) == model
    assert model_in_force(fonds.institution.code) is None


def test_too_few_decisions_teach_nothing(fonds, capsys):
    decide(fonds, 2)
    with pytest.raises(TooFewDecisions):
        train_model(actor=OPERATOR, institution=fonds.institution, today=TODAY)
    with pytest.raises(SystemExit) as ended:
        call_command("train_precheck", "--institution", "LT99", "--json")
    assert ended.value.code == 3
    assert not model_file(fonds.institution.code).exists()


def example(number, *, is_open, day):
    facts = Facts(number, "", None, "", "ordinary", "", "item", is_secret=False, is_internal=False)
    return Example(facts, is_open, dt.date(2026, 1, day))


def test_the_latest_are_held_back_and_some_by_chance_where_all_are_of_one_day():
    later = parted([example(n, is_open=n % 2 == 0, day=1 + n // 4) for n in range(40)], 0.2)
    same = parted([example(n, is_open=n % 2 == 0, day=1) for n in range(400)], 0.2)

    assert (later.by, {each.on.day for each in later.held}) == ("time", {9, 10})
    assert same.by == "hash"
    assert 40 < len(same.held) < 120
    assert same == parted(list(reversed(list(reversed([*same.learn, *same.held])))), 0.2)


def test_a_threshold_is_the_lowest_that_is_right_often_enough():
    assert sure_from([0.9, 0.8, 0.7, 0.6], [True, True, False, True], 1.0) == 0.8
    assert sure_from([0.9, 0.8, 0.8], [True, True, False], 0.9) == 0.9
    assert sure_from([0.9, 0.4], [False, True], 0.9) == NEVER


def test_it_beats_the_rules_only_without_opening_more_wrongly():
    def kind(suggested, right, there=50):
        return Measured(right / suggested if suggested else None, right / there, suggested, right, there)

    rules = kind(20, 19), kind(20, 15)
    assert beats(Figures(*rules, kind(40, 39), kind(40, 35)))
    assert not beats(Figures(*rules, kind(50, 46), kind(50, 46)))
    assert not beats(Figures(*rules, kind(20, 19), kind(20, 15)))
