"""Uploads in pieces: resumed after whatever broke, never a byte wrong, never outside the package nor in memory."""

from __future__ import annotations

import base64
import datetime as dt
import errno
import hashlib
import os
import signal
import subprocess
import sys
import tracemalloc
from collections import namedtuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.tests.factories import person
from lantai.holdings.transfers import actions
from lantai.holdings.transfers.actions import uploading
from lantai.holdings.transfers.file_names import FileNameRefused, clean_name
from lantai.holdings.transfers.models import TransferFile
from lantai.holdings.transfers.package import files_folder, folder_of, package_of, parts_folder
from lantai.holdings.transfers.tests.factories import TransferFactory, UnitFactory, with_files

pytestmark = pytest.mark.django_db
BODY = "application/offset+octet-stream"
CONTENT = "关于春耕生产的通知\n".encode() * 100
LENGTH = len(CONTENT)


@pytest.fixture
def unit(home):
    return UnitFactory()


@pytest.fixture
def client(unit):
    browser = Client()
    browser.force_login(person(Role.UNIT_OFFICER, unit))
    return browser


@pytest.fixture
def draft(unit):
    return TransferFactory(unit=unit)


def create(client, draft, name="2019/来文.txt", size=LENGTH):
    metadata = f"relativePath {base64.b64encode(name.encode()).decode()},filename {base64.b64encode(b'x').decode()}"
    headers = {"upload-length": str(size), "upload-metadata": metadata, "tus-resumable": "1.0.0"}
    return client.post(f"/handover/{draft.ulid}/uploads", headers=headers)


def patch(client, place, data, offset, **headers):
    given = {"upload-offset": str(offset), **{name.replace("_", "-"): value for name, value in headers.items()}}
    return client.patch(place, data, content_type=BODY, headers=given)


def said(data: bytes) -> str:
    return f"sha256 {base64.b64encode(hashlib.sha256(data).digest()).decode()}"


def test_it_arrives_in_pieces_whole_and_under_its_name(client, draft):
    place = create(client, draft).headers["Location"]

    first = patch(client, place, CONTENT[:1000], 0, upload_checksum=said(CONTENT[:1000]))
    asked = client.head(place)
    last = patch(client, place, CONTENT[1000:], 1000)

    assert (first.status_code, last.status_code) == (204, 204)
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == ("1000", str(len(CONTENT)))
    assert (files_folder(draft) / "2019/来文.txt").read_bytes() == CONTENT
    assert TransferFile.objects.get().state == "arrived"


def test_it_gives_the_same_upload_back_to_who_chooses_the_file_again(client, draft):
    place = create(client, draft).headers["Location"]
    patch(client, place, CONTENT[:10], 0)

    again = create(client, draft)

    assert (again.status_code, again.headers["Location"], again.headers["Upload-Offset"]) == (201, place, "10")


@pytest.mark.parametrize(
    ("data", "offset", "headers", "status"),
    [
        (CONTENT[:5], 7, {}, 409),
        (CONTENT[:5], 0, {"upload_checksum": said(b"other")}, 460),
        (CONTENT[:5], 0, {"upload_checksum": "sha256 ?"}, 400),
        (CONTENT[:5], 0, {"upload_checksum": "crc32 AAAA"}, 400),
        (CONTENT + b"x", 0, {}, 413),
        (CONTENT[:5], -1, {}, 400),
    ],
)
def test_it_refuses_a_piece_that_does_not_fit_and_keeps_what_was_safe(client, draft, data, offset, headers, status):
    place = create(client, draft).headers["Location"]

    answer = patch(client, place, data, offset, **headers)

    assert answer.status_code == status
    assert client.head(place).headers["Upload-Offset"] == "0"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../a",
        "/etc/passwd",
        "a/../../b",
        "C:\\a",
        "a//b",
        "a\x00b",
        "a\nb",
        "‮txt.exe",
        "字" * 86,
        "a/" * 501 + "b",
        "\ud800",
    ],
)
def test_it_takes_no_name_that_leads_elsewhere(name):
    with pytest.raises(FileNameRefused):
        clean_name(name)


def test_it_refuses_such_a_name_over_the_wire(client, draft):
    assert create(client, draft, name="../../x").status_code == 422
    assert create(client, draft, name="a", size=10**20).status_code == 400
    assert client.post(f"/handover/{draft.ulid}/uploads").status_code == 400


def test_it_lets_no_file_stand_where_a_folder_is(client, draft):
    create(client, draft, name="2019/甲.txt")

    assert create(client, draft, name="2019").status_code == 409
    assert create(client, draft, name="2019/甲.txt/乙.txt").status_code == 409
    assert create(client, draft, name="2019/甲.txt", size=1).status_code == 409


def test_it_keeps_what_came_when_the_connection_breaks(draft):
    file = actions.begin_upload(actor=OPERATOR, transfer=draft, name="大.bin", size=100)

    def broken():
        yield b"0" * 40
        raise OSError("connection reset")

    with pytest.raises(OSError, match="reset"):
        actions.append_piece(actor=OPERATOR, file=file, offset=0, pieces=broken())

    file.refresh_from_db()
    assert file.offset == 40
    assert actions.append_piece(actor=OPERATOR, file=file, offset=40, pieces=[b"1" * 60]).state == "arrived"
    assert (files_folder(draft) / "大.bin").read_bytes() == b"0" * 40 + b"1" * 60


def test_it_is_mended_when_killed_between_the_last_byte_and_the_mark(client, draft):
    file = actions.begin_upload(actor=OPERATOR, transfer=draft, name="末.txt", size=4)
    (parts_folder(draft) / f"{file.ulid}.part").parent.mkdir(parents=True)
    (parts_folder(draft) / f"{file.ulid}.part").write_bytes(b"1234")
    TransferFile.objects.update(offset=4)

    answer = client.head(f"/handover/{draft.ulid}/uploads/{file.ulid}")

    assert answer.headers["Upload-Offset"] == "4"
    assert (files_folder(draft) / "末.txt").read_bytes() == b"1234"


def test_bytes_a_killed_process_wrote_and_did_not_vouch_for_are_written_over(draft):
    """A real process is killed while it writes; the row still says how much is safe."""
    file = actions.begin_upload(actor=OPERATOR, transfer=draft, name="大.bin", size=8)
    part = parts_folder(draft) / f"{file.ulid}.part"
    part.parent.mkdir(parents=True)
    script = (
        f"f=open({str(part)!r},'wb'); f.write(b'XXXXXX'); f.flush(); print(1,flush=True); import time; time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as writer:
        writer.stdout.readline()
        os.kill(writer.pid, signal.SIGKILL)

    actions.append_piece(actor=OPERATOR, file=file, offset=0, pieces=[b"12345678"])

    assert (files_folder(draft) / "大.bin").read_bytes() == b"12345678"


def test_it_holds_no_more_than_a_piece_in_memory(draft):
    size = 32 << 20
    file = actions.begin_upload(actor=OPERATOR, transfer=draft, name="大.bin", size=size)
    tracemalloc.start()

    actions.append_piece(actor=OPERATOR, file=file, offset=0, pieces=(bytes(1 << 16) for _ in range(size >> 16)))

    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2 << 20


def test_it_refuses_what_the_disk_or_the_limits_do_not_hold(draft, monkeypatch, settings):
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(uploading.shutil, "disk_usage", lambda _path: usage(3 << 30))
    settings.HANDOVER = {**settings.HANDOVER, "MOST_GB": 10, "SPARE_GB": 2}
    begin = {"actor": OPERATOR, "transfer": draft}

    actions.begin_upload(**begin, name="一", size=1 << 29)
    with pytest.raises(uploading.NoRoom):
        actions.begin_upload(**begin, name="二", size=(1 << 29) + 1)
    with pytest.raises(uploading.PackageTooLarge):
        actions.begin_upload(**begin, name="三", size=10 << 30)
    settings.HANDOVER = {**settings.HANDOVER, "MOST_FILES": 1}
    with pytest.raises(uploading.PackageTooLarge):
        actions.begin_upload(**begin, name="四", size=1)


def test_what_is_announced_is_not_summed_again_for_each_file_and_limits_hold_all_the_same(draft, settings):
    settings.HANDOVER = {**settings.HANDOVER, "MOST_FILES": 3}
    begin = {"actor": OPERATOR, "transfer": draft, "size": 1}
    first = actions.begin_upload(**begin, name="一")
    with CaptureQueriesContext(connection) as asked:
        actions.begin_upload(**begin, name="卷/二")
    assert not any("COUNT(" in each["sql"] for each in asked)
    actions.begin_upload(**begin, name="三")
    with pytest.raises(uploading.PackageTooLarge):
        actions.begin_upload(**begin, name="四")

    actions.remove_upload(actor=OPERATOR, file=first)
    actions.begin_upload(**begin, name="四")
    place = folder_of(draft) / "announced.txt"
    actions.remove_upload(actor=OPERATOR, file=draft.uploads.get(path="四"))
    for left_by_a_kill in ("9 9\n", "?"):  # more than there is, or half of a word: then the rows say what is right
        place.write_text(left_by_a_kill)
        file = actions.begin_upload(**begin, name="五")
        with pytest.raises(uploading.PackageTooLarge):
            actions.begin_upload(**begin, name="六")
        actions.remove_upload(actor=OPERATOR, file=file)
    with pytest.raises(uploading.FileNameTaken):
        actions.begin_upload(**begin, name="卷")


@pytest.mark.parametrize("checksum", ["", said(CONTENT)])
def test_a_disk_that_is_full_at_the_last_byte_says_so_in_words(draft, monkeypatch, checksum):
    file = actions.begin_upload(actor=OPERATOR, transfer=draft, name="来文.txt", size=LENGTH)

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(uploading.os, "fdatasync", full)
        with pytest.raises(uploading.NoRoom):
            actions.append_piece(actor=OPERATOR, file=file, offset=0, pieces=[CONTENT], checksum=checksum)

    file.refresh_from_db()
    assert (file.offset, file.state) == (0, "arriving")
    assert actions.append_piece(actor=OPERATOR, file=file, offset=0, pieces=[CONTENT]).state == "arrived"


def test_it_sweeps_what_nobody_goes_on_with(draft):
    with_files(draft, {"完整.txt": "1"})
    file = actions.begin_upload(actor=OPERATOR, transfer=draft, name="半.bin", size=8)
    actions.append_piece(actor=OPERATOR, file=file, offset=0, pieces=[b"1"])

    now = timezone.now()

    assert actions.sweep_uploads(now=now) == 0
    assert actions.sweep_uploads(now=now + dt.timedelta(days=15)) == 1
    assert [each.path for each in draft.uploads.all()] == ["完整.txt"]
    assert not list(parts_folder(draft).glob("*.part"))


def test_it_sends_a_small_file_by_a_plain_form(client, draft):
    upload = SimpleUploadedFile("来文.txt", CONTENT)

    answer = client.post(f"/handover/{draft.ulid}/files", {"upload": upload, "folder": "2019"})

    assert answer.status_code == 302
    assert (files_folder(draft) / "2019/来文.txt").read_bytes() == CONTENT


def test_it_takes_one_zip_for_the_package_itself(client, draft):
    client.post(f"/handover/{draft.ulid}/files", {"upload": SimpleUploadedFile("移交.zip", b"PK\x05\x06" + bytes(18))})

    assert package_of(draft).name == "移交.zip"


def test_files_taken_out_in_a_later_round_stay_listed_in_the_earlier(client, unit):
    draft = with_files(TransferFactory(unit=unit, round=1))
    draft.round = 2
    draft.save()
    file = draft.uploads.first()

    assert client.post(f"/handover/{draft.ulid}/files/{file.ulid}/remove").status_code == 302

    assert draft.uploads.of_round(1).count() == 2
    assert draft.uploads.standing().count() == 1
    assert not (files_folder(draft) / file.path).exists()


def test_nobody_sends_to_another_unit_or_after_submission(client, draft):
    other = TransferFactory(unit=UnitFactory(code="U002", name="云溪区民政局"))
    submitted = TransferFactory(unit=draft.unit, state="submitted", numbered=True)
    file = actions.begin_upload(actor=OPERATOR, transfer=other, name="a", size=1)

    assert create(client, other).status_code == 404
    assert create(client, submitted).status_code == 409
    assert client.head(f"/handover/{other.ulid}/uploads/{file.ulid}").status_code == 404
    assert client.head(f"/handover/{draft.ulid}/uploads/{file.ulid}").status_code == 404


def test_it_says_what_it_speaks(client, draft):
    answer = client.options(f"/handover/{draft.ulid}/uploads")

    assert (answer.status_code, answer.headers["Tus-Version"]) == (204, "1.0.0")
    assert set(answer.headers["Tus-Extension"].split(",")) == {"creation", "checksum", "termination"}


def test_a_removed_upload_is_gone(client, draft):
    place = create(client, draft).headers["Location"]
    patch(client, place, CONTENT[:10], 0)

    assert client.delete(place).status_code == 204
    assert client.head(place).status_code == 404
    assert not any(path.is_file() for path in parts_folder(draft).rglob("*"))
