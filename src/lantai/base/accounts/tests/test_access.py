import itertools

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from lantai.base.accounts.access import (
    ADMINISTRATORS,
    ANONYMOUS,
    OPERATOR,
    RIGHTS,
    NotAllowed,
    Right,
    Role,
    Scope,
    actor_of,
    require,
)
from lantai.base.accounts.actions import NameTaken, RolesExclude, add_user, found_institution, grant_role
from lantai.base.audit.models import Event


@pytest.fixture
def archive(db):
    return found_institution(actor=OPERATOR, code="A1", name="甲馆")


@pytest.fixture
def other(db):
    return found_institution(actor=OPERATOR, code="B2", name="乙馆")


def person(name, *roles):
    user = add_user(actor=OPERATOR, username=name, password="long enough word")
    for role, institution in roles:
        grant_role(actor=OPERATOR, user=user, institution=institution, role=role)
    return user


def test_it_shows_the_anonymous_only_what_is_open():
    scope = actor_of(AnonymousUser()).scope()

    assert scope == Scope(everything=False, institutions=frozenset())
    assert [scope.covers(state=s, institution="A1") for s in ("open", "restricted", "deferred", "unreviewed")] == [
        True, False, False, False,
    ]  # fmt: skip


def test_it_shows_an_archivist_the_unopened_of_their_own_archive_only(archive, other):
    scope = actor_of(person("a", (Role.ARCHIVIST, archive))).scope()

    assert scope.covers(state="restricted", institution="A1")
    assert not scope.covers(state="restricted", institution="B2")


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_it_shows_no_administrator_any_unopened_record(archive, role):
    scope = actor_of(person("a", (role, archive))).scope()

    assert scope == ANONYMOUS.scope()


@pytest.mark.parametrize(("held", "wanted"), list(itertools.permutations([*sorted(ADMINISTRATORS), Role.ARCHIVIST], 2)))
def test_it_never_joins_administrators_with_another_role(archive, held, wanted):
    user = person("a", (held, archive))
    before = Event.objects.count()

    with pytest.raises(RolesExclude):
        grant_role(actor=OPERATOR, user=user, institution=archive, role=wanted)
    assert Event.objects.count() == before


@pytest.mark.parametrize("right", list(Right))
def test_it_requires_each_right_in_the_institution_itself(archive, other, right):
    for role, rights in RIGHTS.items():
        actor = actor_of(person(f"u-{role}", (role, archive)))
        if right in rights:
            require(actor, right, "A1")
        with pytest.raises(NotAllowed):
            require(actor, right, "B2")


def test_it_names_the_roles_and_not_the_right_it_wants():
    with override("zh-hans"):
        said = str(NotAllowed(who="甲", right=Right.CORRECT_TEXT))

    assert said == "甲无权在此进行这项操作。可由以下角色办理：档案员、校对员。"


def test_it_refuses_the_anonymous_every_right():
    for right in Right:
        with pytest.raises(NotAllowed) as refused:
            require(ANONYMOUS, right)
        assert (refused.value.http_status, refused.value.exit_code) == (403, 5)


def test_it_takes_away_rights_with_the_role(archive):
    user = person("a", (Role.ARCHIVIST, archive))
    user.roles.all().delete()

    assert actor_of(user).rights == {}


def test_it_refuses_a_name_that_is_taken(archive):
    person("a")

    with pytest.raises(NameTaken):
        person("a")


def test_it_leaves_one_event_for_each_act(archive):
    before = Event.objects.count()
    person("a", (Role.ARCHIVIST, archive))

    assert list(Event.objects.filter(number__gt=before).values_list("verb", flat=True)) == [
        "user:add",
        "user:role:grant",
    ]
