"""A record's IIIF manifest: what the Presentation API 3.0 demands, for whom, and nothing of what is withheld."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.holdings.withholding.actions import WithheldPassage, withhold

pytestmark = pytest.mark.django_db


def address(record):
    return reverse("fulltext:iiif_manifest", args=[record.ulid])


def every_part(told):
    """All objects with a type, wherever they are."""
    if isinstance(told, dict):
        if "type" in told:
            yield told
        for value in told.values():
            yield from every_part(value)
    elif isinstance(told, list):
        for value in told:
            yield from every_part(value)


def test_it_says_what_the_standard_demands(client, world):
    answer = client.get(address(world.opened))
    told = answer.json()

    assert told["@context"] == "http://iiif.io/api/presentation/3/context.json"
    assert told["id"] == f"http://testserver{address(world.opened)}"
    assert told["label"]["zh-Hans"] == [world.opened.title]
    ids = [part["id"] for part in every_part(told) if part["type"] not in {"Image", "ImageService3", "Text", "Dataset"}]
    assert len(ids) == len(set(ids))
    assert all(part["id"].startswith("http://testserver/") for part in every_part(told))
    for canvas in told["items"]:
        assert (canvas["type"], canvas["width"] > 0, canvas["height"] > 0) == ("Canvas", True, True)
        (page,) = canvas["items"]
        (painting,) = page["items"]
        assert (painting["motivation"], painting["target"]) == ("painting", canvas["id"])
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"zh-Hans", "en"} == told["requiredStatement"]["label"].keys()


def test_its_images_and_other_descriptions_are_there(client, world):
    told = client.get(address(world.opened)).json()

    images = [part for part in every_part(told) if part["type"] == "Image"]
    assert {client.get(each["id"]).status_code for each in images} == {200}
    assert {client.get(f"{each['service'][0]['id']}/info.json").status_code for each in images} == {200}
    assert {client.get(each["id"]).status_code for each in [*told["seeAlso"], *told["homepage"]]} == {200}


def test_it_answers_in_linked_data_when_asked(client, world):
    answer = client.get(address(world.opened), headers={"accept": "application/ld+json"})

    assert "presentation/3" in answer.headers["Content-Type"]


def test_an_unopened_record_has_one_for_those_who_read_it(client, world):
    assert client.get(address(world.unopened)).status_code == 404
    client.force_login(world.people[Role.ARCHIVIST])
    answer = client.get(address(world.unopened))

    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "seeAlso" not in answer.json()


def test_a_record_without_page_images_has_none(client, world):
    world.opened.pages.update(width=0, height=0)

    assert client.get(address(world.opened)).status_code == 404
    assert "manifest.json" not in client.get(reverse("fulltext:record", args=[world.opened.ulid])).content.decode()


def test_it_costs_the_same_however_many_pages(client, world, django_assert_max_num_queries):
    page = world.opened.pages.get()
    for position in range(2, 60):
        page.pk, page.position, page.number = None, position, position
        page.save(force_insert=True)

    with django_assert_max_num_queries(8):
        assert len(client.get(address(world.opened)).json()["items"]) == 59


def test_a_page_withheld_whole_is_an_empty_sheet_that_says_why_and_not_how_large_it_was(client, world):
    page = world.opened.pages.get()
    page.pk, page.position, page.number = None, 2, 2
    page.save(force_insert=True)
    withhold(actor=OPERATOR, record=world.opened, passages=[WithheldPassage(2, "R3a", whole_page=True)])

    canvases = client.get(address(world.opened)).json()["items"]

    assert [len(canvas["items"]) for canvas in canvases] == [1, 0]
    assert (canvases[1]["width"], canvases[1]["height"]) == (1000, 1414)
    assert "个人信息" in canvases[1]["summary"]["zh-Hans"][0]
    assert canvases[1]["summary"]["en"][0].isascii()
    assert "summary" not in canvases[0]
