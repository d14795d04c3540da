import shutil

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet(caplog):
    caplog.set_level("CRITICAL", logger="lantai.front.portal.health")


def test_it_is_ready_when_database_and_storage_answer(client, home):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_it_is_not_ready_without_storage_and_tells_strangers_no_path(client, home):
    shutil.rmtree(home / "storage")

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["failed"]) == (503, ["storage"])
    assert str(home) not in answer.content.decode()


def test_it_names_a_missing_index_but_goes_on_serving(client, home):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["index"]) == (200, "unavailable")


def test_it_lives_whatever_else_is_wrong(client, home):
    shutil.rmtree(home / "storage")

    assert client.get("/healthz").json() == {"status": "ok"}
