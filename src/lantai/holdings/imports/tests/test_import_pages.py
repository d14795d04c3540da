"""The pages of an import: give the list, see what it would do, set its columns, import, undo."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lantai.engines.jobs.tests.inline import work
from lantai.holdings.catalogue.models import Record
from lantai.holdings.imports.models import ImportBatch, ImportMapping

LIST = "档号,内容,性别,身份证号\n0001-WS·1988-Y-BGS-0001,关于秋收的通知,女,999999195611205428\n"


@pytest.fixture
def archivist(client, world):
    client.force_login(world.people["archivist"])
    return client


@pytest.fixture
def given(archivist, world):
    """A list that was sent and checked."""
    return give(archivist, world)


def give(client, world, text=LIST, name="目录.csv"):
    upload = SimpleUploadedFile(name, text.encode())
    page = client.post(reverse("imports:new"), {"fonds": world.fonds.pk, "list": upload, "record_type": ""})
    assert page.status_code == 302, page.content.decode()
    work()
    return ImportBatch.objects.get()


def show(client, batch):
    return client.get(reverse("imports:batch", args=[batch.ulid])).content.decode()


def test_an_empty_page_says_what_will_be_here(archivist):
    assert "撤销" in archivist.get(reverse("imports:imports")).content.decode()


def test_a_list_is_checked_and_nothing_is_entered(archivist, given):
    text = show(archivist, given)

    assert given.state == "checked"
    assert "目录.csv" in archivist.get(reverse("imports:imports")).content.decode()
    assert 'name="column:内容"' in text
    assert "999999195611205428" not in text
    assert not Record.objects.filter(title="关于秋收的通知").exists()


def test_a_column_is_read_under_another_name_and_remembered(archivist, given, world):
    data = {
        "take": "update",
        "record_type": "",
        "level": "volume",
        "column:内容": "题名",
        "column:性别": "-",
        "mapping": "粮站",
    }

    archivist.post(reverse("imports:reading", args=[given.ulid]), data)
    work()
    archivist.post(reverse("imports:commit", args=[given.ulid]))
    work()

    record = Record.objects.get(title="关于秋收的通知")
    assert ("性别" in record.fields, record.level) == (False, "volume")
    assert (ImportMapping.objects.get().names, ImportMapping.objects.get().level) == (
        {"内容": "题名", "性别": ""},
        "volume",
    )
    assert ImportBatch.objects.get().state == "committed"


def test_what_was_imported_can_be_undone_with_a_reason(archivist, given):
    archivist.post(reverse("imports:commit", args=[given.ulid]))
    work()
    assert Record.objects.filter(code_key__contains="1988").exists()
    assert "撤销本次导入" in show(archivist, given)

    archivist.post(reverse("imports:undo", args=[given.ulid]), {"reason": "目录有误"})
    work()

    assert not Record.objects.filter(code_key__contains="1988").exists()
    given.refresh_from_db()
    assert given.state == "undone"


def test_pressing_twice_imports_once_and_says_so(archivist, given):
    archivist.post(reverse("imports:commit", args=[given.ulid]))

    page = archivist.post(reverse("imports:commit", args=[given.ulid]), follow=True)

    assert "重新载入" in page.content.decode()


def test_the_report_is_a_workbook(archivist, given):
    page = archivist.get(reverse("imports:report", args=[given.ulid]))

    assert page["Content-Disposition"].startswith("attachment")
    assert b"".join(page.streaming_content)[:2] == b"PK"


def test_a_list_that_cannot_be_read_comes_back_on_the_form(archivist, world):
    broken = SimpleUploadedFile("目录.xlsx", b"PK\x03\x04 broken")

    page = archivist.post(reverse("imports:new"), {"fonds": world.fonds.pk, "list": broken})

    assert page.status_code == 400
    assert "无法读取" in page.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_fonds_of_another_archive_cannot_be_chosen(client, world):
    client.force_login(world.people["outsider"])

    page = client.post(reverse("imports:new"), {"fonds": world.fonds.pk, "list": SimpleUploadedFile("a.csv", b"a,b")})

    assert page.status_code == 400


def test_an_outsider_sees_no_import_of_this_archive(client, world, given):
    client.force_login(world.people["outsider"])

    assert client.get(reverse("imports:batch", args=[given.ulid])).status_code == 404
    assert given.file_name not in client.get(reverse("imports:imports")).content.decode()
    for name in ("commit", "undo", "reading"):
        assert client.post(reverse(f"imports:{name}", args=[given.ulid])).status_code == 404


def test_a_choice_that_is_none_is_refused(archivist, given):
    page = archivist.post(reverse("imports:reading", args=[given.ulid]), {"take": "everything"})

    assert page.status_code == 400


def test_examples_of_columns_show_no_number_and_nothing_classified(archivist, world):
    rows = "档号,题名,证件号码,密级\nA-1,关于某工程的决定,999999195611205428,机密\nA-2,通知,999999195611205428,\n"

    text = show(archivist, give(archivist, world, rows))

    assert "…5428" in text
    assert "999999195611205428" not in text
    assert "某工程" not in text


def test_examples_and_how_full_a_column_is_leave_headers_of_every_page_and_footers_out(archivist, world):
    rows = "档号,题名,备注\nA-1,通知,缺页\n档号,题名,备注\nA-2,报告,\n,第1页 共2页,\n"

    page = archivist.get(reverse("imports:batch", args=[give(archivist, world, rows).ulid]))

    told = {each.header: (each.filled, each.examples) for each in page.context["page"].columns}
    assert told == {"档号": (100, ("A-1", "A-2")), "题名": (100, ("通知", "报告")), "备注": (50, ("缺页",))}
