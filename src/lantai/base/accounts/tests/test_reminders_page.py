"""Where staff are reminded: said by oneself or by who keeps the account, encrypted, and forgotten with the account."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, NotAllowed, Role, actor_of
from lantai.base.accounts.actions import disable_user, keep_contact
from lantai.base.accounts.contacts import Addresses, addresses_in, contact_of
from lantai.base.accounts.models import StaffContact
from lantai.base.accounts.tests.factories import outsider, person
from lantai.base.audit.models import Event

pytestmark = pytest.mark.django_db
EMAIL = "wenlan@example.test"
SAID = {"email": EMAIL, "phone": "+86 000-5550123", "pace": "at_once", "language": "en"}


def test_one_says_it_for_oneself_and_nothing_of_it_lies_in_the_open(client):
    user = person(Role.DESK_OFFICER)
    client.force_login(user)

    assert client.post(reverse("accounts:own_reminders"), SAID).status_code == 302

    kept = StaffContact.objects.get(user=user)
    assert (kept.pace, kept.language) == ("at_once", "en")
    assert addresses_in(kept, user) == Addresses(EMAIL, "+86 000-5550123")
    assert EMAIL.encode() not in bytes(kept.cipher)
    page = client.get(reverse("accounts:own_reminders"))
    assert EMAIL in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    event = Event.objects.get(verb="user:contact:keep")
    assert event.data["ways"] == ["email", "phone"]
    assert EMAIL not in str(event.data)


@pytest.mark.parametrize("wrong", [{"email": "wenlan"}, {"phone": "call me"}, {"pace": "hourly"}, {"language": "fr"}])
def test_a_form_that_is_wrong_comes_back_and_keeps_nothing(client, wrong):
    client.force_login(person(Role.DESK_OFFICER))

    answer = client.post(reverse("accounts:own_reminders"), SAID | wrong)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not StaffContact.objects.exists()


def test_who_keeps_the_account_says_it_and_the_page_of_another_archive_is_unknown(client):
    user, system = person(Role.DESK_OFFICER), person(Role.SYSTEM_ADMINISTRATOR)
    client.force_login(system)
    at = reverse("accounts:reminders", args=[user.ulid])

    assert at in client.get(reverse("accounts:account", args=[user.ulid])).content.decode()
    assert client.post(at, SAID).status_code == 302
    assert addresses_in(contact_of(user), user).email == EMAIL
    assert client.post(reverse("accounts:reminders", args=[outsider().ulid]), SAID).status_code == 404
    for other in (person(Role.DESK_OFFICER), person(Role.SECURITY_OFFICER)):
        with pytest.raises(NotAllowed):
            keep_contact(actor=actor_of(other), user=user, addresses=Addresses(), pace="never")


def test_a_row_of_another_account_opens_nothing_and_a_disabled_account_has_none(settings):
    one, other = person(Role.DESK_OFFICER), person(Role.DESK_OFFICER)
    kept = keep_contact(actor=actor_of(one), user=one, addresses=Addresses(EMAIL), pace="daily")
    assert not addresses_in(kept, other)
    settings.PERSON_KEY = "another key"
    assert not addresses_in(kept, one)

    disable_user(actor=OPERATOR, user=one, reason="调离")

    assert not StaffContact.objects.exists()
    assert not addresses_in(contact_of(one), one)
