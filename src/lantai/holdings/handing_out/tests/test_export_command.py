"""`export CODE --format F --to PATH`: what it writes, and its exit code when it cannot."""

import json

import pytest
from django.core.management import call_command

from lantai.base.audit.models import Event
from lantai.holdings.exchange.tests.full import fill


def export(*arguments):
    try:
        call_command("export", *arguments)
    except SystemExit as ended:
        return ended.code
    return 0


@pytest.mark.parametrize("name", ["ead3", "ead2002", "dc"])
def test_a_fonds_goes_into_a_folder_under_its_code(fonds, tmp_path, capsys, name):
    fill(fonds)

    assert export("J001", "--format", name, "--to", str(tmp_path), "--json") == 0

    told = json.loads(capsys.readouterr().out)
    assert told["file"] == str(tmp_path / f"J001-{name}.xml")
    assert told["units"] == (1 if name == "dc" else 8)
    event = Event.objects.get(verb="description:export")
    assert (event.subject_id, event.data["format"]) == (fonds.ulid, name)


def test_a_record_is_named_by_its_code_however_it_is_dashed(fonds, tmp_path):
    fill(fonds)

    assert export("j001—1—001", "--format", "ead3", "--to", str(tmp_path / "卷.xml")) == 0

    assert (tmp_path / "卷.xml").read_text("utf-8").count("<c ") == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["J001", "--format", "bagit"], 1, "BagIt"),
        (["J001", "--format", "docx"], 2, "ead3"),
        (["J999", "--format", "ead3"], 1, "J999"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(fonds, tmp_path, capsys, arguments, code, said):
    assert export(*arguments, "--to", str(tmp_path)) == code

    assert said in capsys.readouterr().err
    assert list(tmp_path.glob("*.xml")) == []


def test_a_place_that_cannot_be_written_to_is_refused(fonds, tmp_path, capsys):
    assert export("J001", "--format", "ead3", "--to", str(tmp_path / "none" / "a.xml")) == 3

    assert "none" in capsys.readouterr().err


def test_the_same_code_in_two_archives_has_to_be_told_apart(fonds, tmp_path):
    from lantai.base.accounts.access import OPERATOR
    from lantai.base.accounts.actions import found_institution
    from lantai.holdings.catalogue.actions import found_fonds

    other = found_institution(actor=OPERATOR, code="999002", name="别处档案馆")
    found_fonds(actor=OPERATOR, institution=other, code="J001", title="别处")

    assert export("J001", "--format", "ead3", "--to", str(tmp_path)) == 2
    assert export("J001", "--format", "ead3", "--to", str(tmp_path), "--institution", "999002") == 0


def test_a_package_says_what_is_in_it(world, tmp_path, capsys):
    assert export("0001", "--format", "bagit", "--to", str(tmp_path / "袋.zip"), "--opened", "--json") == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["file"], told["records"], told["files"]) == (str(tmp_path / "袋.zip"), 1, 1)
    assert [each.name for each in tmp_path.iterdir() if "unfinished" in each.name or "unpacked" in each.name] == []
