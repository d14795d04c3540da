"""The auditor's pages: who reads which events, what of them is shown, and what can be done with the chain."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Role, actor_of
from lantai.base.accounts.actions import propose_user
from lantai.base.accounts.tests.factories import InstitutionFactory, person
from lantai.base.audit.actions import Act, record, record_all
from lantai.base.audit.models import Checkpoint, Event, Head
from lantai.base.common.ids import new_ulid
from lantai.front.oversight.models import AuditExport
from lantai.front.oversight.queries import events_for
from lantai.front.oversight.showing import SHOWN, shown_data
from lantai.front.oversight.tasks import verify_audit_chain, write_audit_export

pytestmark = pytest.mark.django_db
EVENTS, CHAIN = "/staff/audit", "/staff/audit/chain"


@pytest.fixture(autouse=True)
def audit_home(settings, home):
    settings.AUDIT = {**settings.AUDIT, "KEYS": home / "keys", "PATH": home / "audit"}


@pytest.fixture
def people(db):
    """One of each office in one archive; each has done one thing."""
    archive = InstitutionFactory()
    people = {role: person(role, archive) for role in Role}
    for role, user in people.items():
        user.institution = archive
        user.save()
        record("thing:do", actor=actor_of(user), subject=("record", f"by-{role}"))
    record("thing:do", actor=OPERATOR, subject=("record", "by-operator"))
    return people


@pytest.fixture
def auditor(client, people):
    client.force_login(people[Role.AUDITOR])
    return client


def read_by(user):
    return {each.removeprefix("by-") for each in events_for(actor_of(user)).values_list("subject_id", flat=True)}


def subjects(answer):
    return [each.subject_id for each in answer.context["rows"]]


def test_each_reads_what_the_office_has(people):
    users = {
        Role.ARCHIVIST,
        Role.PROOFREADER,
        Role.UNIT_OFFICER,
        Role.STORE_KEEPER,
        Role.DISPOSAL_APPROVER,
        Role.DISPOSAL_WITNESS,
        Role.OPENING_PLANNER,
        Role.OPENING_REVIEWER,
        Role.OPENING_APPROVER,
        Role.USE_APPROVER,
        Role.DESK_OFFICER,
        Role.AUTHORITY_OFFICER,
    }

    assert read_by(people[Role.AUDITOR]) == {*Role, "operator"}
    assert read_by(people[Role.SECURITY_OFFICER]) == {*users, Role.SECURITY_OFFICER}
    for role in (*users, Role.SYSTEM_ADMINISTRATOR):
        assert read_by(people[role]) == {role}


def test_an_auditor_of_one_archive_reads_of_its_people_only(people):
    elsewhere = InstitutionFactory(code="LT99", name="别处档案馆")
    stranger = person(Role.ARCHIVIST, elsewhere)
    stranger.institution = elsewhere
    stranger.save()
    record("thing:do", actor=actor_of(stranger), subject=("record", "by-stranger"))

    assert read_by(people[Role.AUDITOR]) == set(Role)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_what_is_not_read_in_the_list_is_not_found_by_its_number(client, people, role):
    client.force_login(people[role])
    readable = set(events_for(actor_of(people[role])).values_list("number", flat=True))
    answers = {number: client.get(f"{EVENTS}/{number}").status_code for number in range(1, 9)}

    assert answers == {number: 200 if number in readable else 404 for number in range(1, 9)}
    assert client.get(CHAIN).status_code == 403


def test_the_list_is_narrowed_by_each_part(auditor, people):
    archivist = people[Role.ARCHIVIST]
    propose_user(actor=actor_of(people[Role.SYSTEM_ADMINISTRATOR]), institution=archivist.institution, username="x")
    tomorrow = (timezone.localtime() + dt.timedelta(days=1)).date().isoformat()
    today = timezone.localdate().isoformat()

    assert len(subjects(auditor.get(EVENTS, {"verb": "user:propose"}))) == 1
    assert subjects(auditor.get(EVENTS, {"who": archivist.username})) == ["by-archivist"]
    assert subjects(auditor.get(EVENTS, {"who": archivist.display_name})) == ["by-archivist"]
    assert subjects(auditor.get(EVENTS, {"who": "operator"})) == ["by-operator"]
    assert subjects(auditor.get(EVENTS, {"subject": "by-auditor"})) == ["by-auditor"]
    assert subjects(auditor.get(EVENTS, {"kind": "record", "subject": "by-auditor"})) == ["by-auditor"]
    assert len(subjects(auditor.get(EVENTS, {"kind": "user"}))) == 1
    assert len(subjects(auditor.get(EVENTS, {"institution": "LT01"}))) == len(Role) + 1
    assert len(subjects(auditor.get(EVENTS, {"since": today, "until": today}))) == len(Role) + 2
    assert subjects(auditor.get(EVENTS, {"since": tomorrow})) == []
    assert subjects(auditor.get(EVENTS, {"until": "2000-01-01"})) == []
    assert "没有符合条件的事件" in auditor.get(EVENTS, {"who": "nobody"}).content.decode()


@pytest.mark.parametrize(
    "query", [{"since": "x"}, {"institution": "?"}, {"since": "0001-01-01", "until": "9999-12-31"}]
)
def test_what_cannot_be_read_breaks_nothing(auditor, query):
    assert auditor.get(EVENTS, query).status_code == 200


def test_the_list_begins_with_the_newest_and_costs_the_same_anywhere(auditor, django_assert_max_num_queries):
    record_all([Act("many:do", ("record", str(n))) for n in range(120)], actor=OPERATOR)
    with django_assert_max_num_queries(9):
        first = auditor.get(EVENTS, {"kind": "record"})
    older = auditor.get(EVENTS, {"kind": "record", "place": first.context["sheet"].previous})
    newer = auditor.get(EVENTS, {"kind": "record", "place": older.context["sheet"].next})

    assert subjects(first) == [str(n) for n in range(119, 69, -1)]
    assert subjects(older) == [str(n) for n in range(69, 19, -1)]
    assert subjects(newer) == subjects(first)
    assert (first.context["has_newer"], older.context["has_newer"]) == (False, True)
    assert auditor.get(EVENTS, {"place": "nonsense"}).status_code == 400


def test_an_event_says_what_was_done_and_whether_it_stands(auditor, people):
    last = Head.objects.get().number
    assert "与记录时一致" in auditor.get(f"{EVENTS}/{last}").content.decode()

    Event.objects.filter(number=last).update(verb="thing:undo")
    assert "记录后被改动" in auditor.get(f"{EVENTS}/{last}").content.decode()
    assert auditor.get(f"{EVENTS}/{2**70}").status_code == 404


def test_an_event_shows_identifiers_and_reasons_and_no_texts(auditor, people):
    data = {
        "from": "0001-1",
        "to": "0001-2",
        "reason": "重新编号",
        "title": "关于干部任免的决定",
        "words": ["柳文澜"],
        "n": 3,
    }
    event = record("record:renumber", actor=OPERATOR, subject=("record", new_ulid()), data=data)
    text = auditor.get(f"{EVENTS}/{event.number}").content.decode()

    assert all(word in text for word in ("0001-1", "0001-2", "重新编号", "9 个字符"))
    assert "干部任免" not in text
    assert "柳文澜</dd>" not in text
    assert not {"title", "words", "name", "text", "file", "source"} & SHOWN
    assert [withheld for key, _, withheld in shown_data(data) if key in ("title", "words")] == [True, True]


def test_the_chain_is_verified_signed_and_exported_from_its_page(auditor, people):
    assert "尚未核验" in auditor.get(CHAIN).content.decode()
    auditor.post(reverse("oversight:sign"))
    auditor.post(reverse("oversight:verify"))
    auditor.post(reverse("oversight:order"), {"since": "", "until": ""})
    verify_audit_chain.call()
    export = AuditExport.objects.get()
    write_audit_export.call(export.pk, people[Role.AUDITOR].pk)

    text = auditor.get(CHAIN).content.decode()
    file = auditor.get(reverse("oversight:export_file", args=[export.ulid]))

    assert Checkpoint.objects.count() == 1
    assert "审计链完整" in text
    assert export.file_name in text
    assert b"".join(file.streaming_content)[:2] == b"\x1f\x8b"
    assert list(Event.objects.filter(number__gt=6).values_list("verb", "actor_id"))[-3:] == [
        (verb, people[Role.AUDITOR].pk) for verb in ("audit:checkpoint:sign", "audit:verify", "audit:export")
    ]


def test_an_order_that_finds_nothing_comes_back(auditor):
    answer = auditor.post(reverse("oversight:order"), {"until": "2000-01-01"})

    assert answer.status_code == 400
    assert "没有审计事件" in answer.content.decode()
    assert auditor.post(reverse("oversight:order"), {"until": "x"}).status_code == 400


def test_a_disk_that_refuses_is_told(auditor, settings, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    settings.AUDIT = {**settings.AUDIT, "PATH": tmp_path / "file" / "audit"}

    assert "检查点" in auditor.post(reverse("oversight:sign"), follow=True).content.decode()
