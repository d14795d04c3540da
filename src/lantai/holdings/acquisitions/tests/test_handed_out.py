"""What an agreement keeps from being copied leaves in no package: it is left out and counted, or all is refused."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.holdings.acquisitions.actions import Term, end_condition, link_records
from lantai.holdings.acquisitions.models import Condition
from lantai.holdings.acquisitions.tests.factories import received
from lantai.holdings.acquisitions.tests.test_binding import FAR
from lantai.holdings.catalogue.bindings import RecordIsBound
from lantai.holdings.exchange.files import Subject
from lantai.holdings.exchange.packages import Wanted
from lantai.holdings.handing_out.actions import hand_out


def bind(record, kind, until=None):
    link_records(
        actor=OPERATOR, acquisition=received(Term(kind, until), institution=record.fonds.institution), records=[record]
    )


def out(world, path, *, record=None, opened_only=False):
    wanted = Wanted(opened_only=opened_only)
    return hand_out(actor=OPERATOR, subject=Subject(world.fonds, record), format="bagit", path=path, wanted=wanted)


@pytest.mark.parametrize(("kind", "until"), [("no_copying", None), ("on_site", None), ("closed_until", FAR)])
def test_what_may_not_be_copied_is_left_out_and_counted_with_its_reason(world, tmp_path, kind, until):
    bind(world.unopened, kind, until)

    path, tally = out(world, tmp_path / "bag")

    assert (tally.records, tally.files, tally.left_out.total()) == (1, 1, 1)
    assert [each.name for each in (path / "data").iterdir() if each.is_dir()] == [world.opened.code.replace("/", "_")]
    assert f"{world.unopened.code}.png".encode() not in (path / "manifest-sha512.txt").read_bytes()
    told = (path / "metadata" / "限制说明.csv").read_text("utf-8-sig")
    assert (world.unopened.code in told, "未提供" in told, str(until or "") in told) == (True, True, True)
    assert Event.objects.filter(verb="record:hand_out").latest("number").data["left_out"] == 1
    with pytest.raises(RecordIsBound):
        out(world, tmp_path / "none", record=world.unopened)
    assert not (tmp_path / "none").exists()


def test_what_is_open_and_may_not_be_copied_does_not_leave_as_opened_either(world, tmp_path):
    bind(world.opened, "no_copying")

    with pytest.raises(RecordIsBound, match="云档捐"):
        out(world, tmp_path / "bag", opened_only=True)

    end_condition(actor=OPERATOR, condition=Condition.objects.get(), why="捐赠人来函")
    assert out(world, tmp_path / "bag", opened_only=True)[1].files == 1


def test_the_command_says_what_it_left_out_and_why(world, tmp_path, capsys):
    bind(world.unopened, "no_copying")

    call_command("export", "0001", "--format", "mets", "--to", str(tmp_path / "包"))

    assert "left out because they may not be copied" in capsys.readouterr().out
