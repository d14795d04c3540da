"""The register of the reading room: what for and how much, without who; counted for the year, struck when wrong."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone, translation

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import InstitutionFactory, outsider, person
from lantai.services.appointments.actions import Used, UseIsStruck, UseUnclear, note_use, strike_use
from lantai.services.appointments.models import RoomUse
from lantai.services.appointments.tests.acts import used_today
from lantai.services.enquiries.queries.yearly import sheet_of_use, use_of
from lantai.services.enquiries.tests.factories import filed

pytestmark = pytest.mark.django_db
PAGE, USE = "/staff/appointments", "/staff/appointments/use"


def said(**more):
    known = {
        "institution": "LT01", "day": timezone.localdate().isoformat(), "what": "materials", "who": "scholar",
        "purpose": "research", "people": "2", "books": "5",
    }  # fmt: skip
    return known | more


def figures(archive):
    with translation.override("zh-hans"):
        rows = sheet_of_use(use_of([archive], timezone.localdate().year))
    return {(group, name): number for group, name, _unit, number in rows}


def test_the_desk_writes_a_line_and_strikes_it(client):
    client.force_login(person(Role.DESK_OFFICER))
    assert client.post(USE, said()).status_code == 302

    page = client.get(PAGE).content.decode()
    row = RoomUse.objects.get()
    assert (row.people, row.books, row.volumes) == (2, 5, 0)
    assert all(word in page for word in ("资料", "学者", "学术研究"))
    assert client.post(f"{USE}/{row.ulid}/strike").status_code == 302
    assert "已划去" in client.get(PAGE).content.decode()
    with pytest.raises(UseIsStruck):
        strike_use(actor=OPERATOR, use=row)
    client.force_login(outsider(Role.DESK_OFFICER))
    assert "学者" not in client.get(PAGE).content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    assert client.post(f"{USE}/{row.ulid}/strike").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": "0"}, {"people": "x"}, {"books": "-1"}, {"what": "x"}, {"who": ""}, {"purpose": "x"}, {"day": "x"},
        {"institution": "LT99"}, {"day": (dt.date.today() + dt.timedelta(days=2)).isoformat()},  # noqa: DTZ011
    ],
)  # fmt: skip
def test_what_cannot_be_comes_back_and_is_not_counted(client, wrong):
    client.force_login(person(Role.DESK_OFFICER))

    answer = client.post(USE, said(**wrong))

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not RoomUse.objects.exists()


def test_an_act_takes_no_code_that_is_not_of_its_list():
    for used in (Used("x", "person", "work"), Used("archives", "x", "work"), Used("archives", "person", "x")):
        with pytest.raises(UseUnclear):
            note_use(actor=OPERATOR, institution=InstitutionFactory(), day=timezone.localdate(), used=used)


def test_the_year_counts_users_by_what_they_used_and_each_once():
    archive = InstitutionFactory()
    filed(archive, document_kind="passport", document="E00000000")
    filed(archive, document_kind="permit", document="H0000000000")
    filed(archive)
    used_today(archive, volumes=3, items=7, copied=4, excerpted=2, people=2)
    used_today(archive, what="government", documents=9, who="region", purpose="work")
    used_today(archive, what="advice", people=30)
    used_today(archive, had_booked=True, items=1)
    strike_use(actor=OPERATOR, use=used_today(archive, what="materials", books=99))
    used_today(InstitutionFactory(code="LT99"), people=50)

    told = figures(archive)

    users = {name: number for (group, name), number in told.items() if group == "利用者"}
    assert users == {
        "申请": 3, "预约到馆": 1, "未预约到馆": 3, "合计": 7, "其中：港澳台": 2, "其中：国外": 1,
        "另：仅咨询（现场、电话）": 30,
    }  # fmt: skip
    assert [told["利用者按利用内容", name] for name in ("档案", "电子档案", "资料", "政府公开信息")] == [6, 0, 0, 1]
    assert (told["年报利用目的", "编史修志"], told["年报利用目的", "工作查考"], told["年报利用目的", "未登记"]) == (
        3,
        1,
        0,
    )
    room = {name: number for (group, name), number in told.items() if group == "阅览室利用"}
    assert room == {"档案（卷）": 3, "档案（件）": 8, "资料（册）": 0, "政府公开信息（件）": 9}
    assert [number for (_group, name), number in told.items() if name in ("阅览室复制", "摘抄")] == [4, 2]
