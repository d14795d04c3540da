"""No page walks through a table that grows with the archive: what SQLite plans says so, however few rows there are.

SQLite is kept without statistics, so its plan of a question is the same for ten records and for a million.
"""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.world import World, build_world

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what is in the tables")

GROWING = (
    "catalogue_record", "catalogue_recordversion", "catalogue_personentry", "catalogue_personkey",
    "catalogue_referencecode", "catalogue_component", "preservation_storedobject", "preservation_storedfile",
    "fulltext_page", "fulltext_pagelayout", "fulltext_pageversion", "audit_event", "entry_enteredrecord",
    "entry_entryitem", "entry_typing", "people_personlink", "description_recordpair", "accessions_transferitem",
    "accessions_transferfinding", "federation_told", "federation_gone",
)  # fmt: skip
SCAN = re.compile(rf"^SCAN ({'|'.join(GROWING)})\b")
SORTED = "USE TEMP B-TREE FOR ORDER BY"
EVERYONE = (
    "/", "/fonds/", "/fonds/{fonds}", "/search?q=春耕", "/search?type=marriage&from=1978&to=1979",
    "/search?from=1978-03&to=1978.4.5", "/api/v1/records?from=1978-03&to=1978.4.5",
    "/search/suggestions?q=春", "/records/{record}", "/records/{record}/pages/1", "/api/v1/records",
    "/api/v1/records?type=document&state=open", "/api/v1/records/{record}", "/api/v1/search?q=春耕", "/api/v1/fonds",
)  # fmt: skip
OF_ONE_FILE = ("/files/{file}", "/api/v1/files/{file}", "/api/v1/files/{file}/content")
STAFF_TOO = ("/", "/fonds/{fonds}", "/records/{record}", "/api/v1/records")
STAFF = (
    "/staff/", "/staff/records", "/staff/records?state=open&type=document", "/staff/records?provisional=1",
    "/staff/records?year_from=1978&year_to=1979", "/staff/records?year_from=1978-03&year_to=1978.4.5",
    "/staff/records/{record}", "/staff/records/{record}/edit",
    "/staff/records/{record}/versions", "/staff/records/{record}/codes",
    "/staff/persons?name=柳文澜", "/staff/persons?name=柳文澜&beside=程志远", "/staff/persons/links", "/staff/entry",
    "/staff/entry?volumes=1", "/staff/entry/tasks", "/staff/cells?fonds={fonds_ulid}", "/staff/changes",
    "/staff/duplicates", "/staff/fonds", "/staff/fonds/{fonds_ulid}", "/staff/arrangement",
    "/staff/arrangement/{fonds_ulid}", "/staff/arrangement/{fonds_ulid}/codes", "/staff/places?words=红旗",
    "/staff/imports", "/staff/intake", "/staff/jobs", "/staff/proofreading", "/staff/withheld", "/staff/print",
    "/staff/exchange", "/staff/checks/", "/staff/disposal/",
    "/staff/disposal/due/{fonds_ulid}?year=1978",
)  # fmt: skip
OF_WHO_APPROVES = ("/staff/records/{record}/opening", "/staff/fonds/{fonds_ulid}/opening", "/staff/opening/withdrawals")


@pytest.fixture
def world(db, home, settings, tmp_path) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return build_world(tmp_path)


def walks(sql: str) -> list[str]:
    """The steps of a question's plan that go through a whole growing table, or sort it before they take the first."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}".replace("%", "%%"), [])
        steps = [row[3] for row in cursor.fetchall()]
    if "LIMIT" in sql and SORTED not in steps:
        return []
    return [step for step in steps if SCAN.match(step)]


def walking(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200, address
    questions = {query["sql"] for query in asked.captured_queries if query["sql"].startswith("SELECT")}
    return [f"{address}: {step}: {sql[:400]}" for sql in questions for step in walks(sql)]


def test_it_asks_nothing_that_goes_through_everything(world):
    given = {"fonds": world.fonds.code, "fonds_ulid": world.fonds.ulid, "record": world.opened.ulid}
    anonymous, archivist, approver = Client(), Client(), Client()
    archivist.force_login(world.people["archivist"])
    approver.force_login(world.people["opening_approver"])

    found = [each for address in EVERYONE for each in walking(anonymous, address.format(**given))]
    found += [each for address in (*STAFF_TOO, *STAFF) for each in walking(archivist, address.format(**given))]
    found += [each for address in OF_WHO_APPROVES for each in walking(approver, address.format(**given))]

    assert found == []


def test_it_would_notice(db):
    assert walks("SELECT state, COUNT(*) FROM fulltext_page GROUP BY state") == ["SCAN fulltext_page"]
    assert walks("SELECT id FROM catalogue_record ORDER BY title LIMIT 5")
    assert walks("SELECT id FROM catalogue_record ORDER BY id LIMIT 5") == []


def gathered(client: Client, address: str) -> list[str]:
    """Questions that first gather all there is of something, such as the records of a scope, to look one thing up."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
        answer.getvalue()
    assert answer.status_code == 200, address
    found = []
    for sql in (query["sql"] for query in asked.captured_queries if query["sql"].startswith("SELECT")):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}".replace("%", "%%"), [])
            found += [f"{address}: {sql[:400]}" for row in cursor.fetchall() if row[3].startswith("LIST SUBQUERY")]
    return found


def test_one_file_is_looked_up_without_the_records_of_its_scope(world):
    file = world.opened.stored.get().files.first()
    anonymous, archivist = Client(), Client()
    archivist.force_login(world.people["archivist"])

    found = [
        each
        for path in OF_ONE_FILE
        for who in (anonymous, archivist)
        for each in gathered(who, path.format(file=file.ulid))
    ]

    assert found == []
