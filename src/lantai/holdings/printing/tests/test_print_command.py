"""The command of printing: the same act as the page, with exit codes that scripts rely on."""

import io
import json

import pytest
from django.core.management import call_command

from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory, RecordFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fonds(home):
    return FondsFactory()


def run(*arguments, **options):
    out, code = io.StringIO(), 0
    try:
        call_command("print", *arguments, stdout=out, stderr=io.StringIO(), **options)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue()


def test_it_writes_the_pdf_and_tells_what_it_printed(fonds, tmp_path):
    RecordFactory(fonds=fonds)
    target = tmp_path / "目录.pdf"

    code, out = run("item_list", "--fonds", "J001", "--year", "1987", "--to", str(target), "--json")

    told = json.loads(out)
    assert code == 0
    assert (told["form"], told["records"], told["pages"], told["missing"]) == ("item_list", 1, 2, [])
    assert told["size"] == target.stat().st_size
    assert target.read_bytes().startswith(b"%PDF")


def test_it_finds_the_volume_by_its_code_however_it_is_written(fonds, tmp_path):
    RecordFactory(fonds=fonds, code="J001-1-012", level=Record.Level.VOLUME)

    code, out = run("volume_cover", "--fonds", "J001", "--volume", "J001－1－012", "--to", str(tmp_path / "a.pdf"))

    assert code == 0
    assert "案卷封面" in out or "cover" in out


def test_it_ends_with_one_when_a_character_has_no_shape(fonds, tmp_path):
    RecordFactory(fonds=fonds, code="J001-WS·1987-Y-0001", title="关于𠮷某的通知")

    code, out = run("item_list", "--fonds", "J001", "--to", str(tmp_path / "a.pdf"), "--json")

    assert code == 1
    [missing] = json.loads(out)["missing"]
    assert missing == {"character": "𠮷", "code": "U+20BB7", "count": 1, "places": "J001-WS·1987-Y-0001"}


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (1, ["item_list", "--fonds", "J001"]),
        (2, ["wall_paper", "--fonds", "J001"]),
        (2, ["volume_cover", "--fonds", "J001"]),
        (2, ["box_spine", "--fonds", "J001", "--boxes", "x"]),
        (3, ["volume_cover", "--fonds", "J001", "--volume", "J001-9-999"]),
        (3, ["item_list", "--fonds", "X999"]),
    ],
)
def test_refusals_have_their_exit_codes_and_write_nothing(fonds, tmp_path, code, arguments):
    assert run(*arguments, "--to", str(tmp_path / "a.pdf"))[0] == code
    assert not (tmp_path / "a.pdf").exists()


def test_a_code_of_two_archives_must_be_named_with_its_archive(fonds, tmp_path):
    RecordFactory(fonds=FondsFactory(institution=InstitutionFactory(code="LT02", name="别处档案馆")))

    assert run("item_list", "--fonds", "J001", "--to", str(tmp_path / "a.pdf"))[0] == 2
    assert run("item_list", "--fonds", "J001", "--institution", "LT02", "--to", str(tmp_path / "a.pdf"))[0] == 0


def test_a_folder_that_is_not_there_is_said(fonds, tmp_path):
    RecordFactory(fonds=fonds)

    assert run("item_list", "--fonds", "J001", "--to", str(tmp_path / "nowhere" / "a.pdf"))[0] == 3
