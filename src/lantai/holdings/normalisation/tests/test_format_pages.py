"""The pages of formats: who is answered, what bad input gets, that nothing unopened shows."""

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR
from lantai.holdings.normalisation.actions import begin_run, keep_derivative
from lantai.holdings.normalisation.making import Made
from lantai.holdings.normalisation.models import Derivative, FormatTally, NormalisationFinding, NormalisationRun
from lantai.holdings.normalisation.noting import note_failure
from lantai.holdings.normalisation.tests.acts import a_run, file_of, made_of
from tests.support.world import standing


@pytest.fixture(scope="module")
def archive(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), standing(tmp_path_factory.mktemp("formats"), backend="memory") as world:
        yield world


@pytest.fixture
def world(archive, db):
    return archive


@pytest.fixture
def reader(client, world):
    def sign_in(name):
        client.force_login(world.people[name])
        return client

    return sign_in


def test_the_register_shows_each_format_with_what_the_policy_does(reader, world, django_assert_max_num_queries):
    page = reader("archivist")
    page.get(reverse("normalisation:formats"))
    FormatTally.objects.create(institution="LT01", puid="fmt/40", kind="doc", files=12, bytes=5, derivatives=2)
    FormatTally.objects.create(institution="LT02", puid="fmt/999", kind="pdf", files=7, bytes=5, derivatives=0)
    for n in range(40):
        FormatTally.objects.create(
            institution="LT01", puid=f"fmt/9{n:02}", kind="video", files=1, bytes=1, derivatives=0
        )

    with django_assert_max_num_queries(12):
        text = page.get(reverse("normalisation:formats"), headers={"accept-language": "en"}).content.decode()

    assert "fmt/40" in text
    assert "fmt/939" in text
    assert "fmt/999" not in text
    assert "ofd" in text


@pytest.mark.parametrize("data", [{"most": "x"}, {"institution": "LT02"}, {"fonds": "nothing"}, {"most": "-3"}])
def test_bad_input_begins_nothing(reader, world, data):
    answer = reader("archivist").post(reverse("normalisation:begin"), data)

    assert answer.status_code == 302
    assert not NormalisationRun.objects.exists()


def test_a_button_begins_one_run_and_not_two(reader, world):
    page = reader("archivist")
    first = page.post(reverse("normalisation:begin"), {"most": "5"})
    second = page.post(reverse("normalisation:begin"))

    run = NormalisationRun.objects.get()
    assert (run.most, run.institution) == (5, "LT01")
    assert first.url == reverse("normalisation:run", args=[run.ulid])
    assert second.url == reverse("normalisation:formats")
    page.post(reverse("normalisation:pause", args=[run.ulid]), {"act": "pause"})
    run.refresh_from_db()
    assert run.state == NormalisationRun.State.PAUSED
    assert page.post(reverse("normalisation:pause", args=[run.ulid]), {"act": "dance"}).status_code == 302


def test_names_of_files_show_only_to_who_may_read_the_record(reader, world):
    file, run = file_of(world), a_run(world)
    note_failure(run, Made(file, "pdfa-2b", code="convert.failed", params={"tool": "Ghostscript", "reason": "?"}))
    assert NormalisationFinding.objects.get().file == file
    address = reverse("normalisation:run", args=[run.ulid])

    assert file.original_name in reader("archivist").get(address).content.decode()
    unread = reader("system_administrator").get(address).content.decode()
    assert file.original_name not in unread
    assert world.unopened.code not in unread
    assert "convert.failed" in unread


def test_a_copy_leaves_by_the_door_of_originals_to_who_may_read_the_record(reader, client, world):
    run = begin_run(actor=OPERATOR, institution=world.institution)
    copy = keep_derivative(actor=OPERATOR, made=made_of(file_of(world)), run=run)
    address = reverse("fulltext:file", args=[copy.ulid])

    answer = reader("archivist").get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF-1.")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"
    for other in ("outsider", "system_administrator"):
        assert reader(other).get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 404
    page = reader("archivist").get(reverse("accessions:record", args=[world.unopened.ulid])).content.decode()
    assert address in page
    assert Derivative.objects.get().run == run
