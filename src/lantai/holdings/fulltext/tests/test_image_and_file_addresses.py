"""Page images by IIIF and original files, from real stored bytes: for whom, in which shape, cached how."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from PIL import Image

from lantai.base.accounts.access import Role

pytestmark = pytest.mark.django_db


def image(record, region="full", size="max", tail="0/default.jpg"):
    return f"/iiif/{record.ulid}/1/{region}/{size}/{tail}"


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_it_serves_the_page_and_regions_of_it(client, world):
    whole = client.get(image(world.opened))
    part = client.get(image(world.opened, "40,60,130,10"))

    assert Image.open(io.BytesIO(whole.content)).size == (210, 297)
    assert Image.open(io.BytesIO(part.content)).size == (130, 10)
    assert max(Image.open(io.BytesIO(part.content)).convert("L").tobytes()) < 60  # the black bar, nothing beside it


def test_it_tells_about_the_image_at_level_one(client, world):
    answer = client.get(f"/iiif/{world.opened.ulid}/1/info.json")
    told = answer.json()

    assert told["profile"] == "level1"
    assert told["id"] == f"http://testserver/iiif/{world.opened.ulid}/1"
    assert (told["width"], told["height"]) == (210, 297)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(told["id"]).headers["Location"].endswith("/info.json")


def test_it_answers_in_linked_data_when_asked(client, world):
    answer = client.get(f"/iiif/{world.opened.ulid}/1/info.json", headers={"accept": "application/ld+json"})

    assert answer.headers["Content-Type"].startswith("application/ld+json")


REFUSED = [
    ({"region": "500,0,10,10"}, 400),
    ({"size": "9999,"}, 400),
    ({"size": "pct:50"}, 501),
    ({"tail": "90/default.jpg"}, 501),
    ({"tail": "0/default.png"}, 501),
    ({"tail": "0/default.exe"}, 400),
]


def test_it_refuses_in_plain_words_with_the_status_of_the_standard(client, world):
    answers = [client.get(image(world.opened, **parts)) for parts, _ in REFUSED]

    assert [answer.status_code for answer in answers] == [status for _, status in REFUSED]
    assert {answer.headers["Content-Type"].partition(";")[0] for answer in answers} == {"text/plain"}


def test_it_keeps_unopened_images_out_of_every_cache_and_other_site(client, world):
    client.force_login(world.people[Role.ARCHIVIST])
    for address in (image(world.unopened), f"/iiif/{world.unopened.ulid}/1/info.json"):
        answer = client.get(address)

        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_it_gives_strangers_the_same_404_as_for_nothing_at_every_exit(client, world):
    ulid, file = world.unopened.ulid, world.file_of(world.unopened)
    exits = [
        image(world.unopened),
        image(world.unopened, size="pct:50"),
        f"/iiif/{ulid}/1/info.json",
        f"/iiif/{ulid}/1",
        f"/files/{file}",
    ]
    for who in ("anonymous", "outsider", Role.AUDITOR):
        if who != "anonymous":
            client.force_login(world.people[who])
        for address in exits:
            hidden = client.get(address)
            nothing = client.get(address.replace(ulid, "0" * 26).replace(file, "0" * 26))

            assert (hidden.status_code, nothing.status_code) == (404, 404), (who, address)
            assert not {"ETag", "Last-Modified", "Accept-Ranges", "Link"} & set(hidden.headers)
            assert dict(hidden.headers).keys() == dict(nothing.headers).keys()
            assert world.unopened.title not in hidden.content.decode()


def test_it_gives_the_original_untouched_under_its_own_name(client, world):
    file = world.opened.pages.get().file
    answer = client.get(reverse("fulltext:file", args=[file.ulid]))

    assert len(body(answer)) == file.size
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["Content-Type"] == "image/png"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_it_gives_a_range_so_that_a_broken_download_goes_on(client, world):
    address = reverse("fulltext:file", args=[world.file_of(world.opened)])
    whole = body(client.get(address))
    first = client.get(address, headers={"range": "bytes=0-9"})
    rest = client.get(address, headers={"range": "bytes=10-", "if-range": first.headers["ETag"]})

    assert (first.status_code, rest.status_code) == (206, 206)
    assert body(first) + body(rest) == whole
    assert first.headers["Content-Range"] == f"bytes 0-9/{len(whole)}"


def test_it_minds_what_the_browser_has_already(client, world):
    address = reverse("fulltext:file", args=[world.file_of(world.opened)])
    changed = client.get(address, headers={"range": "bytes=0-9", "if-range": '"another"'})
    beyond = client.get(address, headers={"range": "bytes=999999999-"})
    same = client.get(address, headers={"if-none-match": beyond.headers["ETag"]})

    assert (changed.status_code, beyond.status_code, same.status_code) == (200, 416, 304)
    assert len(body(changed)) > 10
    assert beyond.headers["Content-Range"].startswith("bytes */")


def test_it_refuses_other_methods(client, world):
    for address in (image(world.opened), reverse("fulltext:file", args=[world.file_of(world.opened)])):
        assert client.post(address).status_code == 405
