"""Persons who made records (责任者): names and other names, dates of life, offices; found from what a record says."""

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import InstitutionFactory, person as staff
from lantai.base.audit.models import Event
from lantai.holdings.authority.actions import HasSuccessions, Link, PersonsDoNotFollow, describe_authority, succeed
from lantai.holdings.authority.lives import Life, LifeUnreadable, NumberOfAPerson, OfficeUnreadable, office_lines
from lantai.holdings.authority.models import Authority
from lantai.holdings.authority.queries import agents_called, names_of
from lantai.holdings.authority.tests.factories import body, follow, place
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory

pytestmark = pytest.mark.django_db
OFFICES = "1952–1958 云溪县人民委员会副县长\n1958- 红旗公社主任\n云溪县志主编"


@pytest.fixture
def author():
    names = ("柳文山", 1902, 1976), ("子衡", None, None, "courtesy"), ("溪桥老人", 1940, 1976, "pen")
    return place(*names, kind="person")


def described(author, note="", **life):
    said = Life(**({"born": "光绪二十八年", "died": "1976-03", "offices": OFFICES} | life))
    return describe_authority(
        actor=OPERATOR, authority=author, kind="person", note=note, version=author.version, life=said
    )


def test_life_and_offices_are_kept_and_the_event_tells_no_office(author):
    made = described(author)

    kept = Authority.objects.get(pk=made.pk)
    assert kept.life == "光绪二十八年–1976-03"
    assert kept.offices[1] == {"office": "红旗公社主任", "since": 1958, "until": None}
    assert office_lines(kept.offices) == ["1952–1958 云溪县人民委员会副县长", "1958– 红旗公社主任", "云溪县志主编"]
    assert Event.objects.get(verb="authority:describe").data["offices"] == 3


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"born": "很久以前"}, LifeUnreadable),
        ({"born": "1980"}, LifeUnreadable),  # after the death
        ({"offices": "1963–1958 副县长"}, OfficeUnreadable),
        ({"offices": "长" * 300}, OfficeUnreadable),
        ({"note": "身份证 99999919561120542X"}, NumberOfAPerson),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(author, said, refusal):
    with pytest.raises(refusal):
        described(author, **said)

    assert Authority.objects.get(pk=author.pk).born == ""


def test_a_person_follows_nobody_and_a_body_that_did_is_no_person(author):
    old, new = body("县革命委员会"), body("县人民政府")
    follow(old, new, 1980)

    with pytest.raises(PersonsDoNotFollow):
        succeed(actor=OPERATOR, authority=old, link=Link(author), version=old.version)
    old.refresh_from_db()
    with pytest.raises(HasSuccessions):
        describe_authority(actor=OPERATOR, authority=old, kind="person", note="", version=old.version)


def test_the_creator_of_a_record_leads_to_bodies_and_persons_of_its_year(author, django_assert_num_queries):
    office = body(("云溪县委办公室", 1950, 1990))
    place("溪桥老人")  # a place of this name made no record

    with django_assert_num_queries(1):
        assert agents_called("溪桥老人、云溪县委办公室", year=1955) == sorted([office, author], key=lambda a: a.heading)
    assert agents_called("云溪县委办公室", year=1999) == []
    assert agents_called("子衡", year=1955) == [author]
    assert names_of("子衡") == ()  # a person's names widen no question for places


def test_the_pages_show_a_person_and_keep_what_was_typed(client, author):
    client.force_login(staff(Role.ARCHIVIST, author.institution))
    page = reverse("authority:authority", args=[author.ulid])
    to = reverse("authority:describe", args=[author.ulid])
    form = {"kind": "person", "note": "", "born": "1902", "died": "1976", "offices": OFFICES, "version": author.version}
    wrong = client.post(to, form | {"died": "1876"})
    assert (wrong.status_code, "1952–1958" in wrong.content.decode()) == (422, True)
    assert client.post(to, form).url == page

    text = client.get(page).content.decode()
    assert "1902–1976" in text
    assert "红旗公社主任" in text
    assert "字（表字）" in text
    assert reverse("authority:link", args=[author.ulid]) not in text
    record = RecordFactory(fonds__institution=author.institution, creator="柳文山", year=1960)
    assert page in client.get(reverse("accessions:record", args=[record.ulid])).content.decode()


def test_a_body_and_the_fonds_of_its_records_lead_to_one_another(client):
    council = body(("云溪县革命委员会", 1968, 1980), ("云溪县人民政府", 1980, None))
    fonds = FondsFactory(institution=council.institution, code="0007", unit="云溪县革命委员会")
    elsewhere = InstitutionFactory(code="LT99", name="别处档案馆")  # this person does not work there
    other = FondsFactory(institution=elsewhere, code="0008", unit="云溪县革命委员会")
    client.force_login(staff(Role.ARCHIVIST, council.institution))

    page = client.get(reverse("authority:authority", args=[council.ulid])).content.decode()
    assert f"?fonds={fonds.code}" in page
    assert f"?fonds={other.code}" not in page
    back = client.get(reverse("description:fonds", args=[fonds.ulid])).content.decode()
    assert reverse("authority:authority", args=[council.ulid]) in back
