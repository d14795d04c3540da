"""The pages of the precheck: who is answered, what bad input gets, that hints show to reviewers of the archive only."""

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.actions import grant_role
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.fulltext.models import Page
from lantai.services.precheck.models import PrecheckRun
from lantai.services.precheck.tests.acts import a_noticed, a_run
from tests.support.world import add_person, standing


@pytest.fixture(scope="module")
def archive(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), standing(tmp_path_factory.mktemp("precheck"), backend="memory") as world:
        yield world


@pytest.fixture
def world(archive, db, settings, tmp_path):
    settings.PRECHECK_MODELS_FOLDER = tmp_path / "models"
    return archive


@pytest.fixture
def reader(client, world):
    def sign_in(name):
        client.force_login(world.people[name])
        return client

    return sign_in


def test_coverage_runs_and_the_models_figures_are_shown(reader, world, django_assert_max_num_queries):
    a_noticed(world)
    page = reader("opening_planner")
    page.get(reverse("precheck:precheck"))
    for number in range(30):
        FondsFactory(institution=world.institution, code=f"K{number:03}")

    with django_assert_max_num_queries(16):
        text = page.get(reverse("precheck:precheck")).content.decode()

    assert "K029" in text
    assert "100 %" in text
    assert "90.0 %" in text
    assert "未优于规则" in text


def test_a_button_orders_one_run_that_can_rest(reader, world):
    page = reader("opening_planner")
    answer = page.post(reverse("precheck:order"), {"fonds": world.fonds.ulid, "year_from": "1970", "year_to": "1979"})
    again = page.post(reverse("precheck:order"), {"fonds": world.fonds.ulid})

    run = PrecheckRun.objects.get()
    assert (run.selection, run.records_total) == ({"year_from": 1970, "year_to": 1979}, 2)
    assert answer.url == reverse("precheck:run", args=[run.ulid])
    assert again.url == reverse("precheck:precheck")
    page.post(reverse("precheck:pause", args=[run.ulid]), {"act": "pause"})
    run.refresh_from_db()
    assert run.state == PrecheckRun.State.PAUSED
    live = page.get(reverse("precheck:run", args=[run.ulid]), headers={"hx-request": "true"}).content.decode()
    assert "<html" not in live


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"fonds": "nothing"},
        {"fonds": "own", "year_from": "1980", "year_to": "1970"},
        {"fonds": "own", "year_to": "x"},
    ],
)
def test_bad_input_orders_nothing(reader, world, data):
    data = {name: world.fonds.ulid if value == "own" else value for name, value in data.items()}

    assert reader("opening_planner").post(reverse("precheck:order"), data).status_code == 302
    assert not PrecheckRun.objects.exists()
    run = a_run(world)
    assert reader("opening_planner").post(reverse("precheck:pause", args=[run.ulid]), {"act": "?"}).status_code == 302


def test_hints_show_to_reviewers_of_the_archive_and_to_nobody_else(reader, client, world):
    a_noticed(world)
    address = reverse("precheck:record", args=[world.unopened.ulid])
    elsewhere = world.people["outsider"].roles.get().institution
    world.people["reviewer elsewhere"] = add_person("reviewer elsewhere", elsewhere, Role.OPENING_REVIEWER)

    text = reader("opening_reviewer").get(address).content.decode()
    assert "<mark>身份证</mark>" in text
    assert "id_number.word@1" in text
    assert "建议延期" in text
    assert "<html" not in reader("opening_reviewer").get(address, headers={"hx-request": "true"}).content.decode()
    assert reader("reviewer elsewhere").get(address).status_code == 404
    for other in ("archivist", "opening_planner", "outsider", "auditor"):
        assert reader(other).get(address).status_code == 403
    client.logout()
    assert client.get(address).status_code == 302
    grant_role(actor=OPERATOR, user=world.people["outsider"], institution=elsewhere, role=Role.OPENING_PLANNER)
    assert reader("outsider").get(reverse("precheck:run", args=[PrecheckRun.objects.get().ulid])).status_code == 404


def test_hints_of_a_text_that_has_changed_are_not_shown_on_the_new_one(reader, world):
    a_noticed(world)
    Page.objects.filter(record=world.unopened).update(text="另一文字，申请人身份证附后")

    text = reader("opening_reviewer").get(reverse("precheck:record", args=[world.unopened.ulid])).content.decode()

    assert "<mark>" not in text
    assert "is-warning" in text
