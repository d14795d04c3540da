"""Every address stands in the permission table, and answers each role as the table says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, include, path, reverse

from tests.architecture.permissions import PERMISSIONS, ROLES, Case
from tests.support.world import World, build_world

ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
NO_SUCH_ULID = "0" * 26
CASES = [
    pytest.param(name, case, id=f"{name}-{number}")
    for name, cases in sorted(PERMISSIONS.items())
    for number, case in enumerate(cases)
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
def world(db, settings) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody types a password here
    return build_world()


def client_of(role: str, world: World) -> Client:
    client = Client()
    if role != "anonymous":
        client.force_login(world.people[role])
    return client


def ask(client: Client, url: str, case: Case, method: str = "") -> int:
    address = f"{url}?{case.query}" if case.query else url
    return getattr(client, method or case.method)(address, dict(case.data) or None).status_code


def test_it_lists_every_address_in_the_permission_table():
    missing = [f"{name}  {route}" for name, route in addresses(get_resolver().url_patterns) if name not in PERMISSIONS]

    assert missing == [], "Say in tests/architecture/permissions.py what each role is answered at these addresses."


def test_it_lists_no_address_that_is_gone():
    existing = {name for name, _ in addresses(get_resolver().url_patterns)}

    assert sorted(set(PERMISSIONS) - existing) == []


@pytest.mark.parametrize(("name", "case"), CASES)
def test_it_answers_each_role_as_the_table_says(name, case, world):
    url = reverse(name, kwargs=case.arguments(world))

    found = {role: ask(client_of(role, world), url, case) for role in ROLES}

    assert found == dict(case.answers), f"{name} at {url}"


@pytest.mark.parametrize(("name", "case"), CASES)
def test_it_refuses_a_method_it_does_not_have(name, case, world):
    role = min(ROLES, key=lambda role: case.answers[role])
    url = reverse(name, kwargs=case.arguments(world))

    assert ask(client_of(role, world), url, case, "patch") == 405


@pytest.mark.parametrize(("name", "case"), CASES)
def test_it_says_not_found_for_an_unknown_identifier(name, case, world):
    known = case.arguments(world)
    unknown = {key: NO_SUCH_ULID if ULID.fullmatch(str(value)) else value for key, value in known.items()}
    if unknown == known:
        pytest.skip("this address names no identifier")
    role = min(ROLES, key=lambda role: case.answers[role])

    assert ask(client_of(role, world), reverse(name, kwargs=unknown), case) == 404


def test_it_notices_an_address_without_a_line():
    planted = [path("staff/", include(([path("secret/", print, name="secret")], "planted")))]

    assert list(addresses(planted)) == [("planted:secret", "/staff/secret/")]
