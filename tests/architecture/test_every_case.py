"""Whatever an address of the public service names, nobody else reads or changes it, and who tries is in the chain.

The addresses are those of the permission table, so that a new one is walked over without a line here.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from lantai.base.audit.models import Event
from lantai.services.enquiries.tests.factories import PHONE, filed
from tests.architecture.permissions import PERMISSIONS
from tests.architecture.test_every_url import addresses

SECRETS = ("柳文澜", "柳巷九十九号", PHONE, "程志远")
"""Of applicants the examples make up: name, address, telephone, and who a matter asks about."""
OTHER = "仲孙若水"
WALK = [
    (name, case)
    for name, cases in sorted(PERMISSIONS.items())
    for case in cases
    if name.split(":")[0] in settings.WATCHED
]
NO_FORM = {"cross_archive:receive"}
"""Takes no form of a browser: what comes there is signed."""
pytestmark = [pytest.mark.any_database, pytest.mark.django_db]


def named(world):
    """Every address that names one thing: a case, a consent, a certificate, an appointment."""
    for name, case in WALK:
        arguments = case.arguments(world)
        if {"ulid", "number"} & set(arguments):
            yield name, case, reverse(name, kwargs=arguments)


def anybody(world) -> Client:
    return Client(raise_request_exception=False)


def applicant(world) -> Client:
    """Somebody whose own case is open to them, and no other."""
    client, made = Client(raise_request_exception=False), filed(world.institution, name=OTHER)
    answer = client.post("/enquiries", {"number": made.enquiry.number, "code": made.code})
    assert OTHER in client.get(answer["Location"]).content.decode() or answer.status_code == 302
    return client


def officer(world) -> Client:
    """An archivist of another archive of the house."""
    client = Client(raise_request_exception=False)
    client.force_login(world.people["outsider"])
    return client


def walked(client, places, wrong):
    """Ask for everything; gives what was refused, as the chain should tell it."""
    refused = set()
    for name, case, address in places:
        answer = getattr(client, case.method)(address, dict(case.data))
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code >= 500 or any(secret.encode() in text for secret in SECRETS):
            wrong[f"{name} {case.method}"] = answer.status_code
        if answer.status_code in (403, 404, 429):
            refused.add((name.split(":")[0], answer.status_code))
    return refused


def test_nobody_else_reads_or_changes_a_thing_by_its_address(world):
    places, wrong = list(named(world)), {}
    assert len(places) > 40
    for who in (anybody, applicant, officer):
        client, before = who(world), Event.objects.count()
        Event.objects.filter(verb="sender:refuse").update(at=timezone.now() - dt.timedelta(days=1))
        refused = walked(client, places, wrong)

        assert wrong == {}, who.__name__
        events = list(Event.objects.filter(number__gt=before).values_list("verb", "data"))
        assert {verb for verb, _ in events} == {"sender:refuse"}, "nothing else has happened"
        told = [(data["door"], data["status"], data["code"]) for _, data in events]
        assert len(told) == len(set(told)), "what is refused in the same way is one event"
        assert {(door, status) for door, status, _ in told if status != 302} == refused


def test_no_form_is_taken_without_its_token():
    client, taken, tried = Client(enforce_csrf_checks=True), [], 0
    for name, route in addresses(get_resolver().url_patterns):
        if name.split(":")[0] in settings.WATCHED and name not in NO_FORM:
            asked_for = route
            for kind, value in (("ulid", "0" * 26), ("int", "1"), ("str", "x"), ("slug", "x")):
                asked_for = re.sub(f"<{kind}:\\w+>", value, asked_for)
            answer, tried = client.post(asked_for), tried + 1
            taken += [] if "403_csrf.html" in [each.name for each in answer.templates] else [name]

    assert (taken, tried > 60) == ([], True)
    told = Event.objects.filter(verb="sender:refuse", data__code="page.form_not_taken")
    assert 0 < told.count() <= len(settings.WATCHED)


def asked(client, address, times, **more):
    return [client.get(address, REMOTE_ADDR="192.0.2.9", **more).status_code for _ in range(times)]


def test_who_asks_faster_than_people_read_is_told_when_to_come_again(client, world, settings):
    settings.PACES = {"searches": 2, "doors": 3, "images": 4, "": 5}
    assert asked(client, "/search?q=x", 3) == [200, 200, 429]
    assert asked(client, "/enquiries/LT01-LY2026-0001", 4) == [200, 200, 200, 429]
    assert asked(client, "/help", 6) == [200] * 5 + [429]
    assert asked(client, "/healthz", 6) == [200] * 6

    page = client.get("/search?q=x", REMOTE_ADDR="192.0.2.9")
    program = client.get("/api/v1/search?q=x", REMOTE_ADDR="192.0.2.9")
    assert 0 < int(page["Retry-After"]) <= 31
    assert "之后再来" in page.content.decode()
    assert (program.status_code, program["Content-Type"], program.json()["code"]) == (
        429, "application/problem+json", "page.too_fast",
    )  # fmt: skip
    assert 0 < int(program["Retry-After"]) <= 31
    codes = Event.objects.filter(verb="sender:refuse").values_list("data__door", flat=True)
    assert sorted(codes) == ["api", "enquiries", "fulltext", "portal"]
    client.force_login(world.people["archivist"])
    assert asked(client, "/search?q=x", 3) == [200, 200, 200]
    assert client.get("/search?q=x", REMOTE_ADDR="192.0.2.10").status_code == 200


def test_a_package_that_is_too_large_is_refused_and_noted(client, settings):
    settings.PARCEL_MEGABYTES = 0
    for _ in range(2):
        assert client.post("/exchange/cases", b"x", content_type="application/json").status_code == 413

    event = Event.objects.get(verb="sender:refuse")
    assert event.data == {"door": "cross_archive", "status": 413, "code": "cross_archive.too_large"}


def test_an_address_that_takes_forms_only_says_so_in_words(client):
    answer = client.get("/verify/file")

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "只接收表单" in answer.content.decode()
