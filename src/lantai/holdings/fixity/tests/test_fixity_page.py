"""The page of fixity: who sees what of it, and what its buttons do."""

import random

import pytest
from django.urls import reverse

from lantai.base.accounts.access import Role
from lantai.base.accounts.tests.factories import person
from lantai.engines.jobs.queries import queues
from lantai.engines.jobs.tests.inline import work
from lantai.holdings.catalogue.tests.factories import FondsFactory, InstitutionFactory
from lantai.holdings.fixity import beginning
from lantai.holdings.fixity.kinds import Kind
from lantai.holdings.fixity.models import FindingState, FixityFinding, FixityRun, Replica
from lantai.holdings.fixity.tests.damage import flip
from lantai.holdings.fixity.tests.test_repair import check, copy_all, folder_of
from lantai.holdings.preservation.models import StoredObject

pytestmark = pytest.mark.django_db
PAGE = "/staff/fixity"
SECRET = "正文.txt"


@pytest.fixture
def damaged(stored):
    """One file whose name tells something is damaged; there is a good copy."""
    row = stored()
    copy_all()
    flip(folder_of(row) / "v1/content/original" / SECRET, random.Random(1))
    check()
    return row


def sign_in(client, role, **more):
    client.force_login(person(role, **more))
    return client


def test_an_archivist_sees_the_damage_and_has_it_repaired(client, damaged):
    sign_in(client, Role.ARCHIVIST)
    finding = FixityFinding.objects.get()
    shown = client.get(PAGE).content.decode()
    assert SECRET in shown
    assert damaged.record.code in shown

    answer = client.post(reverse("fixity:decide", args=[finding.ulid]), {"act": "repair"})
    assert answer.status_code == 302
    finding.refresh_from_db()
    assert finding.state == FindingState.REPAIRING
    work()

    finding.refresh_from_db()
    assert finding.state == FindingState.REPAIRED
    assert SECRET in client.get(PAGE, {"state": "closed"}).content.decode()


def test_a_system_administrator_sees_the_state_and_no_names(client, damaged):
    sign_in(client, Role.SYSTEM_ADMINISTRATOR)

    shown = client.get(PAGE).content.decode()

    assert SECRET not in shown
    assert damaged.record.code not in shown
    assert "v1/content/…" in shown
    answer = client.post(reverse("fixity:decide", args=[FixityFinding.objects.get().ulid]), {"act": "accept"})
    assert answer.status_code == 302
    assert FixityFinding.objects.get().state == FindingState.FOUND


def test_another_archive_sees_nothing_of_it(client, damaged):
    elsewhere = FondsFactory(institution=InstitutionFactory(code="LT99", name="别处档案馆"), code="J009")
    sign_in(client, Role.ARCHIVIST, institution=elsewhere.institution)

    shown = client.get(PAGE).content.decode()

    assert SECRET not in shown
    assert damaged.object_id not in shown
    answer = client.post(reverse("fixity:decide", args=[FixityFinding.objects.get().ulid]), {"act": "repair"})
    assert answer.status_code == 404


def test_a_decision_needs_a_reason_and_says_so(client, damaged):
    sign_in(client, Role.ARCHIVIST)
    address = reverse("fixity:decide", args=[FixityFinding.objects.get().ulid])

    for posted in ({"act": "accept"}, {"act": "burn"}, {}, {"act": "aside", "reason": "误拷"}):
        assert client.post(address, posted).status_code == 302
        assert FixityFinding.objects.get().state == FindingState.FOUND

    client.post(address, {"act": "accept", "reason": "原件仍在"})
    assert FixityFinding.objects.get().state == FindingState.ACCEPTED


def test_a_check_begun_on_the_page_is_carried_out_by_a_worker(client, stored):
    row = stored()
    sign_in(client, Role.ARCHIVIST)

    assert client.post(reverse("fixity:begin"), {"sm3": "on"}).status_code == 302
    assert client.post(reverse("fixity:begin"), {"institution": "\0"}).status_code == 302
    work()

    run = FixityRun.objects.get()
    assert (run.state, run.objects_read, run.sm3, run.institution) == (
        FixityRun.State.DONE,
        1,
        True,
        row.record.institution_id,
    )


def test_the_page_of_an_empty_archive_says_what_will_be_there(client, replicated):
    sign_in(client, Role.ARCHIVIST)

    answer = client.get(PAGE, {"place": "nonsense"})
    assert answer.status_code == 400
    assert "LANTAI_REPLICAS" not in client.get(PAGE).content.decode()


def test_many_findings_cost_no_more_questions(client, damaged, django_assert_max_num_queries):
    finding = FixityFinding.objects.get()
    for n in range(30):
        finding.pk, finding.ulid, finding.path = None, f"01J8Z3K4M5N6P7Q8R9S0{n:06d}", f"v1/content/original/{n}"
        finding.kind = Kind.EXTRA
        finding.save(force_insert=True)
    sign_in(client, Role.ARCHIVIST)

    with django_assert_max_num_queries(26):
        client.get(PAGE)


def test_what_is_due_is_begun_by_itself_once(stored, settings):
    import datetime as dt

    from django.utils import timezone

    settings.REPLICAS = []
    row = stored()
    beginning.begin_what_is_due()
    assert not FixityRun.objects.exists()

    StoredObject.objects.filter(pk=row.pk).update(stored_at=timezone.now() - dt.timedelta(days=1500))
    beginning.begin_what_is_due()
    beginning.begin_what_is_due()

    assert queues()[0].waiting == 1
    work()
    run = FixityRun.objects.get()
    assert (run.choice, run.state, run.by, run.objects_read) == ("due", FixityRun.State.DONE, "schedule", 1)


def test_copies_are_ordered_once_in_their_time(stored):
    stored()
    beginning.begin_what_is_due()
    beginning.begin_what_is_due()
    assert queues()[0].waiting == 1

    work()
    assert Replica.objects.get().copied_at is not None
    assert Replica.objects.get().copies.count() == 1
