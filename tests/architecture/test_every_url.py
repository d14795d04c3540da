"""Every address stands in the permission table, and answers each role as the table says."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, include, path, reverse

from tests.architecture.cases import REFUSED, ROLES, TO_SIGN_IN, Case
from tests.architecture.permissions import PERMISSIONS

ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
NO_SUCH_ULID = "0" * 26
CASES = [
    (name, number, case) for name, cases in sorted(PERMISSIONS.items()) for number, case in enumerate(cases, start=1)
]


def addresses(patterns: list[URLPattern | URLResolver], space: str = "", above: str = "") -> Iterator[tuple[str, str]]:
    """(name, route) of every pattern; an address without a name is given by its route."""
    for pattern in patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inner, route)
        else:
            yield (f"{space}{pattern.name}" if pattern.name else f"/{route} (has no name)"), f"/{route}"


@pytest.fixture
def client_of(world) -> Callable[[str], Client]:
    """A new browser for each request of a role. Signing in costs a third of what is asked afterwards and making the
    middleware a twentieth: each role does the one once, all of them the other."""
    handler = Client().handler

    @cache
    def session(role: str) -> str:
        client = Client()
        client.force_login(world.people[role])
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def client(role: str) -> Client:
        made = Client(raise_request_exception=False)  # a page that breaks is a 500 in the list, with all the others
        made.handler = handler
        if role != "anonymous":
            made.cookies[settings.SESSION_COOKIE_NAME] = session(role)
        return made

    return client


def ask(client: Client, case: Case, url: str, method: str = "") -> int:
    """The status one gets; whatever the request changed is undone."""
    address = f"{url}?{case.query}" if case.query else url
    with transaction.atomic():
        answer = getattr(client, method or case.method)(address, dict(case.data))
        if answer.streaming:
            list(answer.streaming_content)  # to its end, so that the file is closed
        transaction.set_rollback(True)
    return answer.status_code


def most_welcome(case: Case) -> str:
    """Whoever gets furthest; a stranger who is sent to sign in has got nowhere, nor has who is refused."""

    def distance(role: str) -> tuple[bool, int]:
        answer = case.answers[role]
        return answer == REFUSED or (role == "anonymous" and answer == TO_SIGN_IN), answer

    return min(ROLES, key=distance)


def asked(case: Case, number: int) -> list[str]:
    """Everybody who is refused, and who gets furthest. Of the others who may, a third in turn: each renders the page.

    On the second database a stranger and who gets furthest; everybody there is for `LANTAI_LOOKS=all`.
    """
    first = most_welcome(case)
    if connection.vendor != "sqlite":
        return list(dict.fromkeys(("anonymous", first)))
    if os.environ.get("LANTAI_LOOKS") == "all":
        return list(ROLES)
    may = [role for role in ROLES if case.answers[role] == case.answers[first] and role != first]
    left_out = {role for place, role in enumerate(may, number) if place % 3}
    return [role for role in ROLES if role not in left_out]


def test_it_lists_every_address_in_the_permission_table():
    missing = [f"{name}  {route}" for name, route in addresses(get_resolver().url_patterns) if name not in PERMISSIONS]

    assert missing == [], "Say in tests/architecture/permissions.py what each role is answered at these addresses."


def test_it_lists_no_address_that_is_gone():
    existing = {name for name, _ in addresses(get_resolver().url_patterns)}

    assert sorted(set(PERMISSIONS) - existing) == []


@pytest.mark.timeout(600)
def test_it_answers_each_role_as_the_table_says(world, client_of):
    """Refusals come before the database is asked for more than the role: another one hears only what is answered."""
    wrong = {}
    for turn, (name, number, case) in enumerate(CASES):
        url = reverse(name, kwargs=case.arguments(world))
        found = {role: ask(client_of(role), case, url) for role in asked(case, turn)}
        if bad := {
            role: (answer, case.answers[role]) for role, answer in found.items() if answer != case.answers[role]
        }:
            wrong[f"{name} {number}"] = bad

    assert wrong == {}, "role: (answered, said in the table)"


@pytest.mark.any_database
def test_it_refuses_a_method_it_does_not_have(world, client_of):
    wrong = {}
    for name, number, case in CASES:
        url = reverse(name, kwargs=case.arguments(world))
        wrong[f"{name} {number}"] = ask(client_of(most_welcome(case)), case, url, case.without)

    assert {name: status for name, status in wrong.items() if status != 405} == {}


@pytest.mark.any_database
def test_it_says_not_found_for_an_unknown_identifier(world, client_of):
    wrong = {}
    for name, number, case in CASES:
        known = case.arguments(world)
        unknown = {key: NO_SUCH_ULID if ULID.fullmatch(str(value)) else value for key, value in known.items()}
        if unknown != known:
            wrong[f"{name} {number}"] = ask(client_of(most_welcome(case)), case, reverse(name, kwargs=unknown))

    assert wrong
    assert {name: status for name, status in wrong.items() if status != 404} == {}


def test_it_notices_an_address_without_a_line():
    planted = [path("staff/", include(([path("secret/", print, name="secret")], "planted")))]

    assert list(addresses(planted)) == [("planted:secret", "/staff/secret/")]
