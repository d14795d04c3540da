"""What applicants send is looked through by the scanner that is set up, and nothing is said to be clean without one."""

from __future__ import annotations

import pytest

from lantai.base.accounts.access import Role
from lantai.base.accounts.tests.factories import InstitutionFactory, person
from lantai.base.audit.models import Event
from lantai.services.enquiries.actions import InfectedFile, Sent, looked_through
from lantai.services.enquiries.models import Enquiry, Proof
from lantai.services.enquiries.tests.factories import PNG
from lantai.services.enquiries.tests.test_own_page import APPLY, applied, upload
from tests.support.clamd import WORD, running_clamd

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    with running_clamd(tmp_path_factory.mktemp("clamd")) as address:
        yield address


def test_a_file_with_a_virus_is_refused_by_number_and_heard_of(client, clamd, settings):
    settings.CLAMD = clamd
    InstitutionFactory()

    answer = client.post(APPLY, applied(proofs=[upload(PNG), upload(PNG + WORD)]))

    assert answer.status_code == 422
    assert "Lantai.Test.Word" in answer.content.decode()
    assert not Enquiry.objects.exists()
    assert Event.objects.filter(verb="sender:refuse", data__code="enquiries.infected_file").count() == 1


def test_the_desk_reads_which_scanner_found_nothing(client, clamd, settings):
    settings.CLAMD = clamd
    archive = InstitutionFactory()

    assert client.post(APPLY, applied(proofs=[upload(PNG)])).status_code == 200

    assert Proof.objects.get().scanned_by.startswith("ClamAV")
    client.force_login(person(Role.ARCHIVIST, archive))
    page = client.get(f"/staff/enquiries/{Enquiry.objects.get().ulid}")
    assert "ClamAV" in page.content.decode()


@pytest.mark.parametrize("address", ["", "127.0.0.1:1", "/nowhere/socket"])
def test_without_an_answer_nothing_is_called_clean_and_nobody_kept_from_applying(address, settings):
    settings.CLAMD = address

    assert looked_through([PNG, PNG]) == [Sent(PNG, ""), Sent(PNG, "")]


def test_the_second_of_two_is_named(clamd, settings):
    settings.CLAMD = clamd
    with pytest.raises(InfectedFile) as refusal:
        looked_through([PNG, WORD])
    assert refusal.value.params["number"] == 2
