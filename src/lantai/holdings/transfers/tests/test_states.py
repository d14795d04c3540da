"""Every state, every act, every role: allowed, or refused with words."""

from __future__ import annotations

import itertools

import pytest

from lantai.base.accounts.access import ANONYMOUS, NotAllowed, Role, actor_of
from lantai.base.accounts.tests.factories import outsider, person
from lantai.holdings.accessions.tests.factories import TransferFactory as IntakeFactory
from lantai.holdings.transfers import actions
from lantai.holdings.transfers.actions import NotNow, NotReady
from lantai.holdings.transfers.models import Signature
from lantai.holdings.transfers.states import END, TRANSITIONS, Side, State, open_acts
from lantai.holdings.transfers.tests.factories import TransferFactory, UnitFactory, counted, with_files

pytestmark = pytest.mark.django_db
ROLES = (*Role, "anonymous", "another unit", "another archive")


@pytest.fixture
def people(db):
    unit = UnitFactory()
    cast = {role: actor_of(person(role, unit if role is Role.UNIT_OFFICER else None)) for role in Role}
    another = person(Role.UNIT_OFFICER, UnitFactory(code="U002", name="云溪区民政局"))
    return cast | {
        "anonymous": ANONYMOUS,
        "another unit": actor_of(another),
        "another archive": actor_of(outsider()),
    }


def ready(state: State):
    """A hand-over in this state that lacks nothing for any act."""
    transfer = with_files(TransferFactory(state=state, numbered=True, intake=IntakeFactory()))
    transfer.counted = counted(transfer)
    transfer.receiver_checks = {"round": 1, "outcome": "passed"}
    transfer.save()
    return transfer


def answer_of(act: str, actor, transfer) -> str:
    try:
        actions.allowed(act, actor=actor, transfer=transfer, words="有据可查")
    except (NotAllowed, NotNow, NotReady) as refusal:
        return type(refusal).__name__ if str(refusal) and refusal.remedy() else "without words"
    return "allowed"


def expected(act: str, role: str, state: State) -> str:
    transition = TRANSITIONS[act]
    whose = Role.UNIT_OFFICER if transition.side is Side.UNIT else Role.ARCHIVIST
    if role != whose:
        return "NotAllowed"
    if state not in transition.before:
        return "NotNow"
    return "allowed" if transition.suits(paper=False) else "NotReady"


def test_paper_is_offered_what_people_do_and_files_what_the_program_does():
    of_one_way = {
        act: (each.suits(paper=True), each.suits(paper=False))
        for act, each in TRANSITIONS.items()
        if not (each.suits(paper=True) and each.suits(paper=False))
    }

    assert of_one_way == {
        "count": (False, True),
        "check": (False, True),
        "count_papers": (True, False),
        "check_papers": (True, False),
        "box_papers": (True, False),
    }


@pytest.mark.parametrize("state", State)
def test_it_answers_every_act_of_every_role(home, people, state):
    transfer = ready(state)

    wrong = {
        (act, role): given
        for act, role in itertools.product(TRANSITIONS, ROLES)
        if (given := answer_of(act, people[role], transfer)) != expected(act, role, state)
    }

    assert wrong == {}


def test_it_ends_only_where_it_should():
    assert {state for state in State if not open_acts(state)} == set(END)


def test_it_reaches_every_state_from_a_draft():
    reached, fresh = {State.DRAFT}, {State.DRAFT}
    while fresh:
        fresh = {each.leads_to(state) for state in fresh for each in open_acts(state)} - reached
        reached |= fresh

    assert reached == set(State)


@pytest.mark.parametrize(
    ("act", "state", "change", "said"),
    [
        ("submit", State.DRAFT, {"openings": ""}, "到期"),
        ("submit", State.DRAFT, {"sender_checks": {}}, "准确性"),
        ("accept", State.CHECKING, {"receiver_checks": {}}, "检测"),
        ("accept", State.CHECKING, {"receiver_checks": {"round": 1, "outcome": "incomplete"}}, "检测"),
        ("accept", State.CHECKING, {"receiver_checks": {"round": 1, "outcome": "passed_with_issues"}}, "退回"),
        ("accept", State.CHECKING, {"counted": {"differences": [{}]}}, "退回"),
        ("close", State.STORED, {"intake": None}, "接收"),
    ],
)
def test_it_says_what_is_lacking(home, people, act, state, change, said):
    transfer = ready(state)
    for name, value in change.items():
        setattr(transfer, name, value)

    with pytest.raises(NotReady) as refusal:
        actions.allowed(
            act,
            actor=people[Role.UNIT_OFFICER if TRANSITIONS[act].side is Side.UNIT else Role.ARCHIVIST],
            transfer=transfer,
            words="",
        )

    assert said in str(refusal.value)


def test_nobody_signs_for_two_parties_in_the_archive(home, people):
    transfer = ready(State.SIGNED_BY_SENDER)
    archivist = people[Role.ARCHIVIST]
    Signature.objects.create(
        transfer=transfer, party="supervisor", user_id=archivist.user_id, person="柳", capacity="archivist", sha256="0"
    )

    with pytest.raises(NotReady, match="签"):
        actions.sign_as_receiver(actor=archivist, transfer=transfer)
