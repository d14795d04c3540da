"""A list of a platform: columns by their headers, each application once, wrong rows named."""

from __future__ import annotations

import json

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, NotAllowed, Role, actor_of
from lantai.base.accounts.models import Institution
from lantai.base.accounts.tests.factories import InstitutionFactory, outsider, person
from lantai.base.audit.models import Event
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.enquiries.actions import EnteredAlready, NotAnArchive, enter_enquiry
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.platform_list import PlatformListUnreadable, read_platform_list
from lantai.services.enquiries.sealed import code_hash
from lantai.services.enquiries.tests.factories import application
from lantai.services.enquiries.transcribing import transcribe

HEAD = "序号,申请编号,申请人,证件类型,证件号码,联系电话,查档事项,男方姓名,女方姓名,查档内容,查档目的"
ROWS = [
    "1,QG-0001,柳文澜,护照,E12345678,000-5550101,婚姻登记,程志远,单秀珍,1978年前后在城关登记,",
    "2,QG-0002,程志远,护照,E12345679,000-5550102,找老房子的图纸,,,县医院旧楼,基建维修",
    "3,QG-0003,单秀珍,居民身份证,123,000-5550103,,,,工龄,退休、工龄",
    "4,,无编号,护照,E12345670,000-5550104,,,,工龄,",
    "",
]


@pytest.fixture
def archive(db, home) -> Institution:
    return InstitutionFactory(code="LT71")


@pytest.fixture
def listed(tmp_path):
    """A list in GB 18030 with a title above its header, as such platforms give them out."""

    def write(*rows: str, head: str = HEAD):
        path = tmp_path / "清单.csv"
        path.write_bytes("\n".join(["全国档案查询利用服务平台申请清单", head, *rows]).encode("gb18030"))
        return path

    return write


def taken(archive, path):
    return transcribe(actor=OPERATOR, institution=archive, channel="national", path=path)


def test_each_row_is_a_case_with_its_matter_its_answers_and_every_word_of_the_platform(archive, listed):
    done = taken(archive, listed(*ROWS))

    first, second = (each.enquiry for each in done.entered)
    assert (first.channel, first.outside_number, first.matter) == ("national", "QG-0001", "marriage")
    assert first.answers == {"husband": "程志远", "wife": "单秀珍"}
    assert "1978年前后在城关登记" in first.sought
    assert (first.last4, first.identity_level) == ("5678", "unproved")
    assert second.matter == "unopened"
    assert [word in second.sought for word in ("找老房子的图纸", "县医院旧楼", "基建维修")] == [True] * 3
    assert {event.data["outside"] for event in Event.objects.filter(verb="enquiry:file")} == {"QG-0001", "QG-0002"}
    assert first.code_hash == code_hash(first.number, done.entered[0].code, person_keys())


def test_wrong_rows_are_named_with_their_reasons_and_keep_no_other_back(archive, listed):
    done = taken(archive, listed(*ROWS))

    assert [(each.row, each.outside_number) for each in done.wrong] == [(5, "QG-0003"), (6, "")]
    assert "证件号码" in done.wrong[0].words
    assert "平台编号" in done.wrong[1].words
    assert len(done.entered) == 2


def test_taken_again_each_is_known_by_its_number(archive, listed):
    taken(archive, listed(*ROWS[:1]))
    again = taken(archive, listed(*ROWS[:2]))

    assert (again.same, [each.enquiry.outside_number for each in again.entered]) == (1, ["QG-0002"])
    provincial = transcribe(actor=OPERATOR, institution=archive, channel="provincial", path=listed(*ROWS[:1]))
    assert len(provincial.entered) == 1, "another platform counts for itself"


def test_entered_by_hand_it_is_the_same_application(archive, listed):
    kept = enter_enquiry(
        actor=OPERATOR, institution=archive, application=application(), channel="national", outside_number="QG-0001"
    )
    with pytest.raises(EnteredAlready, match=kept.enquiry.number):
        enter_enquiry(
            actor=OPERATOR, institution=archive, application=application(), channel="national", outside_number="QG-0001"
        )

    assert taken(archive, listed(ROWS[0])).same == 1


def test_a_workbook_will_do(archive, tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "清单.xlsx"))
    sheet = book.add_worksheet()
    for number, row in enumerate([HEAD, *ROWS[:2]]):
        sheet.write_row(number, 0, row.split(","))
    book.close()

    assert len(taken(archive, tmp_path / "清单.xlsx").entered) == 2


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 50, "甲,乙\n1,2\n".encode(), b"PK\x03\x04broken"])
def test_what_is_no_such_list_is_refused_in_words(archive, tmp_path, content):
    path = tmp_path / "清单.csv"
    path.write_bytes(content)

    with pytest.raises(PlatformListUnreadable):
        read_platform_list(path)


def test_only_who_handles_enquiries_there_may(archive, listed):
    with pytest.raises(NotAllowed):
        transcribe(actor=actor_of(outsider()), institution=archive, channel="national", path=listed(*ROWS))

    assert not Enquiry.objects.exists()


def test_a_counter_that_holds_nothing_is_no_archive_to_take_a_list_for(archive, listed, client):
    counter = InstitutionFactory(code="LT72", kind=Institution.Kind.UNIT)
    client.force_login(person(Role.DESK_OFFICER, counter))

    with pytest.raises(NotAnArchive):
        transcribe(actor=OPERATOR, institution=counter, channel="national", path=listed(*ROWS))
    assert client.get(reverse("enquiries:take_list")).context["form"].fields["institution"].choices == []


def test_the_page_shows_codes_once_and_wrong_rows(archive, listed, client):
    client.force_login(person(Role.DESK_OFFICER, archive))
    sent = SimpleUploadedFile("清单.csv", listed(*ROWS).read_bytes())
    said = {"institution": archive.code, "channel": "national", "list": sent}

    answer = client.post(reverse("enquiries:take_list"), said)

    page = answer.content.decode()
    kept = Enquiry.objects.get(outside_number="QG-0001")
    assert [answer.context["done"].entered[0].code in page, kept.number in page, "QG-0003" in page] == [True] * 3
    assert "private" in answer.headers["Cache-Control"]


def test_the_page_refuses_what_is_no_list_in_words(archive, client):
    client.force_login(person(Role.DESK_OFFICER, archive))
    said = {"institution": archive.code, "channel": "national", "list": SimpleUploadedFile("x.csv", b"\x00" * 99)}

    answer = client.post(reverse("enquiries:take_list"), said)

    assert answer.status_code == 422
    assert "申请编号" in answer.content.decode()


def test_the_form_asks_for_the_number_of_a_platform(archive, client):
    client.force_login(person(Role.DESK_OFFICER, archive))
    said = {
        "institution": archive.code, "counter": archive.code, "channel": "national", "applicant_kind": "self",
        "name": "柳文澜", "phone": "000-5550101", "purpose": "other", "sought": "工龄", "document_kind": "passport",
    }  # fmt: skip

    refused = client.post(reverse("enquiries:new"), said)
    entered = client.post(reverse("enquiries:new"), said | {"outside_number": "QG-0009"})

    assert refused.status_code == 400
    assert "outside_number" in refused.context["form"].errors
    assert entered.status_code == 200
    assert Enquiry.objects.get().outside_number == "QG-0009"


def test_the_verb_says_what_became_of_each(archive, listed, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("import_cases", str(listed(*ROWS)), "--archive", archive.code, "--json")
    told = json.loads(capsys.readouterr().out)

    assert ended.value.code == 1
    assert [each["outside"] for each in told["entered"]] == ["QG-0001", "QG-0002"]
    assert [each["row"] for each in told["wrong"]] == [5, 6]
