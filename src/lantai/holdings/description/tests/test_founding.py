"""A fonds is entered by hand, with a list, or by the command: once, with its title, in the archive that keeps it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from lantai.base.accounts.access import Role
from lantai.base.accounts.models import RoleAssignment
from lantai.base.accounts.tests.factories import InstitutionFactory, person
from lantai.base.audit.models import Event
from lantai.holdings.arrangement.models import CodeRule
from lantai.holdings.arrangement.scheme_files import code_schemes
from lantai.holdings.catalogue.actions import FondsUnknown
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.imports.management.commands import import_catalogue
from lantai.holdings.imports.models import ImportBatch

pytestmark = pytest.mark.django_db
NEW = "/staff/fonds/new"
LIST = "档号,题名,年度\nK009-WS·1988-Y-BGS-0001,关于秋收的通知,1988\n"


@pytest.fixture
def fonds():
    return FondsFactory()


@pytest.fixture
def archivist(client, fonds):
    client.force_login(person(Role.ARCHIVIST))
    return client


def sent(**more):
    return {"list": SimpleUploadedFile("目录.csv", LIST.encode()), "record_type": "", **more}


def test_a_fonds_is_entered_with_what_is_known_and_the_schemes_of_its_codes(archivist, fonds):
    scheme = next(each.reference for each in code_schemes().values() if "volume" in each.levels)
    data = {"code": "Ｋ009", "title": "临江区粮食局", "unit": "粮食局", "year_from": "1952", "scheme_volume": scheme}

    answer = archivist.post(NEW, data)

    made = Fonds.objects.get(code="K009")
    assert answer["Location"] == reverse("description:fonds", args=[made.ulid])
    assert (made.title, made.unit, made.year_from, made.institution) == (
        "临江区粮食局", "粮食局", 1952, fonds.institution,
    )  # fmt: skip
    assert list(CodeRule.objects.values_list("fonds", "level", "scheme")) == [(made.pk, "volume", scheme)]
    assert Event.objects.get(verb="fonds:found", subject_id=made.ulid).data["code"] == "K009"
    page = archivist.get(answer["Location"]).content.decode()
    for name in ("fonds_file", "tree", "codes"):
        assert reverse(f"arrangement:{name}", args=[made.ulid]) in page


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"code": ""}, 400, "必填"),
        ({"title": ""}, 400, "必填"),
        ({"code": "K-009/1"}, 422, "不能作为全宗号"),
        ({"year_from": "1990", "year_to": "1950"}, 422, "1990"),
        ({"code": "taken"}, 409, "已有全宗"),
    ],
)
def test_what_cannot_be_a_fonds_is_refused_in_words_and_stays_typed(archivist, fonds, wrong, status, said):
    if wrong.get("code") == "taken":
        wrong = {"code": fonds.code.lower()}

    answer = archivist.post(NEW, {"code": "K009", "title": "打了一半", **wrong})

    text = answer.content.decode()
    assert answer.status_code == status
    assert said in text
    assert ("打了一半" in text) == ("title" not in wrong)
    assert Fonds.objects.count() == 1


def test_where_several_archives_are_kept_it_is_asked_which(client, fonds):
    other = InstitutionFactory(code="LT02", name="临江区档案馆")
    one = person(Role.ARCHIVIST)
    client.force_login(one)
    assert 'name="archive"' not in client.get(NEW).content.decode(), "of the other archive this person may enter none"
    RoleAssignment.objects.create(user=one, institution=other, role=Role.ARCHIVIST)

    without = client.post(NEW, {"code": "K009", "title": "粮食局"})
    client.post(NEW, {"code": fonds.code, "title": "同号全宗", "archive": other.pk})

    assert without.status_code == 400
    assert Fonds.objects.get(institution=other).code == fonds.code


def test_a_list_for_a_fonds_that_is_not_there_enters_it(archivist, fonds, home):
    asked = archivist.post(reverse("imports:new"), sent(new_code="K009"))
    given = archivist.post(reverse("imports:new"), sent(new_code="K009", new_title="临江区粮食局"))
    again = archivist.post(reverse("imports:new"), sent(new_code="k009", new_title="另一个名称"))

    assert asked.status_code == 400
    assert "填写名称后" in asked.content.decode()
    assert (given.status_code, again.status_code) == (302, 302)
    assert list(ImportBatch.objects.values_list("fonds__code", "fonds__title")) == [("K009", "临江区粮食局")] * 2
    assert archivist.post(reverse("imports:new"), sent()).status_code == 400


def test_the_command_enters_a_fonds_whose_title_is_said_and_a_check_none(fonds, home, tmp_path):
    path = tmp_path / "目录.csv"
    path.write_text(LIST, encoding="utf-8")
    words = {"fonds": "K009", "institution": "", "title": "临江区粮食局", "dry_run": False}

    with pytest.raises(SystemExit) as unknown:
        call_command("import_catalogue", str(path), "--fonds", "K009", "--title", "临江区粮食局", "--dry-run")
    assert unknown.value.code == 3
    assert not Fonds.objects.filter(code="K009").exists()
    with pytest.raises(FondsUnknown):
        import_catalogue._fonds(words | {"title": ""})

    made = import_catalogue._fonds(words)

    assert (made.title, made.institution) == ("临江区粮食局", fonds.institution)
    assert import_catalogue._fonds(words | {"title": "另一个名称"}) == made
