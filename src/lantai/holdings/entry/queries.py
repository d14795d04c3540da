"""What is there to be entered: records not yet entered, the next one, rows of a volume, tasks and their records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right
from lantai.base.common.errors import ArchiveError
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.engines.formats.model import Line, plain_lines, unpack_lines
from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.models.record import RecordQuerySet
from lantai.holdings.catalogue.record_types import RecordType, record_types
from lantai.holdings.entry.models import EnteredRecord, EntryItem, EntryTask, Typing
from lantai.holdings.entry.proposals import Proposal, proposals
from lantai.holdings.entry.values import Said, said_by
from lantai.holdings.fulltext.models import Page, PageLayout

SHEET = 50
COUNTED = 2000
"""So far what is still to be entered is counted."""
READ_PAGES = 8
"""So many pages of a record are read for proposals: forms stand in front."""


class RecordNotYours(ArchiveError):
    """Unknown and not yours answer alike."""

    code = "entry.record_unknown"
    message = gettext_noop("There is no record “%(record)s” that you may describe.")
    hint = gettext_noop("Check the address, or ask the security officer for the right in that archive.")
    http_status = 404
    exit_code = 1


def described_by(actor: Actor) -> RecordQuerySet:
    """Records this person may describe and read: those of institutions in which both rights are held."""
    records = Record.objects.visible_to(actor.scope())
    codes = actor.institutions_with(Right.DESCRIBE)
    return records if "*" in codes else records.filter(institution__code__in=codes)


def tasks_of(actor: Actor) -> list[EntryTask]:
    """The newest tasks in the archives where this person describes, with how many records are in which state."""
    tasks = EntryTask.objects.select_related("fonds", "first", "second")
    codes = actor.institutions_with(Right.DESCRIBE)
    if "*" not in codes:
        tasks = tasks.filter(fonds__institution__code__in=codes)
    return list(tasks[:SHEET])


def with_pages(records: RecordQuerySet) -> RecordQuerySet:
    """Those that have an image or text to type from."""
    return records.filter(Exists(Page.objects.filter(record=OuterRef("pk"))))


def not_entered(records: RecordQuerySet) -> RecordQuerySet:
    return with_pages(records).filter(~Exists(EnteredRecord.objects.filter(record=OuterRef("pk"))))


@dataclass(frozen=True, slots=True)
class WorkWanted:
    """What the work list is narrowed to; `volume` is a record's identifier."""

    fonds: str = ""
    type: str = ""
    volume: str = ""
    volumes: bool = False


@dataclass(frozen=True, slots=True)
class WorkList:
    """A sheet of what is to be entered, and the fonds one can narrow to."""

    sheet: Sheet[Record]
    fonds: tuple[Fonds, ...]
    volumes: bool
    entered: dict[int, int]


def work_list(actor: Actor, wanted: WorkWanted, *, place: str) -> WorkList:
    """Five queries at most: fonds, count, sheet, and of volumes how many rows each has."""
    records = described_by(actor)
    codes = set(actor.institutions_with(Right.DESCRIBE))
    fonds = Fonds.objects.all() if "*" in codes else Fonds.objects.filter(institution__code__in=codes)
    if wanted.fonds:
        records = records.filter(fonds__code=wanted.fonds)
    if wanted.type:
        records = records.filter(record_type=wanted.type)
    if wanted.volume:
        records = records.filter(parent__ulid=wanted.volume)
    rows = with_pages(records.filter(level=Record.Level.VOLUME)) if wanted.volumes else not_entered(records)
    total = total_of(rows, bound=COUNTED)
    sheet = sheet_of(rows.listed(), by=["fonds_id", "code_key"], place=place, size=SHEET, total=total)
    entered = EnteredRecord.objects.filter(volume__in=[record.pk for record in sheet.items]).order_by()
    counts = dict(entered.values_list("volume").annotate(n=Count("pk"))) if wanted.volumes else {}
    return WorkList(sheet, tuple(fonds), wanted.volumes, counts)


def record_to_enter(ulid: str, actor: Actor) -> Record:
    """One record with its fonds, parent and persons. Raises `RecordNotYours`."""
    records = described_by(actor).select_related("fonds__institution", "parent").prefetch_related("persons")
    record = records.filter(ulid=ulid).first()
    if record is None:
        raise RecordNotYours(record=ulid)
    return record


def record_after(record: Record, actor: Actor) -> Record | None:
    """The next record of the same fonds, volume and type that is still to be entered."""
    records = described_by(actor).filter(
        fonds=record.fonds_id, parent=record.parent_id, record_type=record.record_type, code_key__gt=record.code_key
    )
    return not_entered(records).order_by("code_key").first()


def kind_of(code: str, record: Record | None = None) -> RecordType:
    """The type that was asked for, else that of the record, else plain documents."""
    kinds = record_types()
    wanted = (code, record.record_type if record else "", "document")
    return next(kinds[each] for each in wanted if each in kinds)


def pages_of(record: Record) -> list[Page]:
    """Every page of a record, without its text."""
    return list(record.pages.defer("text").select_related("file"))


def proposals_for(record: Record, kind: RecordType, *, positions: Sequence[int] = ()) -> list[Proposal]:
    """What a machine proposes from the texts of these pages, or of the first ones: two queries."""
    pages = Page.objects.filter(record=record, state=Page.State.READY)
    chosen = list(pages.filter(position__in=positions) if positions else pages[:READ_PAGES])
    layouts = {each.page_id: bytes(each.lines) for each in PageLayout.objects.filter(page__in=chosen)}
    read: list[tuple[int, Sequence[Line]]] = [
        (page.position, unpack_lines(layouts[page.pk]) if page.pk in layouts else plain_lines(page.text))
        for page in chosen
    ]
    return proposals(read, kind)


def entered_last(actor: Actor, kind: RecordType, *, but: Record | None = None) -> Said | None:
    """What this person last entered of this type, to be carried over."""
    entered = EnteredRecord.objects.filter(user_id=actor.user_id, record__in=described_by(actor).order_by())
    entered = entered.filter(record__record_type=kind.code).select_related("record").order_by("-at")
    last = entered.exclude(record=but).first() if but else entered.first()
    return said_by(last.record, kind) if last else None


def typed_last(actor: Actor, task: EntryTask, *, turn: int) -> Said | None:
    """What this person last typed in a task: never what somebody else did. ID numbers are not carried over."""
    typing = Typing.objects.filter(user_id=actor.user_id, item__task=task, turn=turn).order_by("-pk").first()
    if typing is None:
        return None
    return Said({name: value for name, value in typing.values.items() if isinstance(value, str)}, {})


def volume_to_enter(ulid: str, position: int, actor: Actor) -> Record:
    """A record with this page. Raises `RecordNotYours`."""
    volume = record_to_enter(ulid, actor)
    if not volume.pages.filter(position=position).exists():
        raise RecordNotYours(record=f"{ulid}/{position}")
    return volume


def row_numbers(volume: Record, page: int) -> tuple[int, str]:
    """The number of the next row on a page, and the code proposed for it: the volume's and the next free number."""
    last = EnteredRecord.objects.filter(volume=volume, page=page).order_by("-row").values_list("row", flat=True).first()
    return (last or 0) + 1, next_code(volume)


def next_code(volume: Record) -> str:
    """The highest number below the volume and one more, as wide as the archive writes it; three digits at first."""
    below = Record.objects.filter(parent=volume).order_by(Length("code_key").desc(), "-code_key")
    last = below.values_list("code", flat=True).first()
    if last and (m := re.search(r"(\d+)$", last)):
        return f"{last[: m.start()]}{int(m[1]) + 1:0{len(m[1])}d}"
    return f"{volume.code}-001"


def rows_entered(volume: Record, page: int) -> list[EnteredRecord]:
    """The rows entered from one page of a volume, in order."""
    return list(EnteredRecord.objects.filter(volume=volume, page=page).select_related("record").order_by("row", "pk"))


def task_at(ulid: str, actor: Actor) -> EntryTask:
    """One task. Raises `RecordNotYours` for one of another archive."""
    tasks = EntryTask.objects.select_related("fonds__institution", "first", "second").filter(ulid=ulid)
    codes = actor.institutions_with(Right.DESCRIBE)
    task = (tasks if "*" in codes else tasks.filter(fonds__institution__code__in=codes)).first()
    if task is None:
        raise RecordNotYours(record=ulid)
    return task


def item_at(ulid: str, position: int, actor: Actor) -> EntryItem:
    """One record of a task. Raises `RecordNotYours`."""
    task = task_at(ulid, actor)
    items = EntryItem.objects.filter(task=task, position=position, record__in=described_by(actor).order_by())
    item = items.select_related("record__fonds__institution").prefetch_related("record__persons").first()
    if item is None:
        raise RecordNotYours(record=f"{ulid}/{position}")
    item.task = task
    return item


def turn_of(item: EntryItem, actor: Actor) -> int:
    """The first or the second time, or 0 when this person may not type it (again)."""
    task = item.task
    if item.state == EntryItem.State.WAITING:
        return 1 if task.first_id in (None, actor.user_id) else 0
    if item.state == EntryItem.State.TYPED and item.checked and actor.user_id != item.first_user:
        return 2 if task.second_id in (None, actor.user_id) else 0
    return 0


def next_item(task: EntryTask, actor: Actor) -> EntryItem | None:
    """What this person types next in a task: the second time what somebody else has typed, or the first time."""
    wanted = Q(pk__in=[])
    if task.first_id in (None, actor.user_id):
        wanted |= Q(state=EntryItem.State.WAITING)
    if task.second_id in (None, actor.user_id):
        wanted |= Q(state=EntryItem.State.TYPED, checked=True) & ~Q(first_user=actor.user_id)
    return EntryItem.objects.filter(wanted, task=task).order_by("position").first()


def states_of(task: EntryTask) -> dict[str, int]:
    """How many records of a task are in which state."""
    return dict(EntryItem.objects.filter(task=task).order_by().values_list("state").annotate(n=Count("pk")))


class VolumeUnknown(ArchiveError):
    code = "entry.volume_unknown"
    message = gettext_noop("The fonds has no record with the reference code %(code)s.")
    hint = gettext_noop("Leave the volume empty for the whole fonds, or type its code as the list of records shows it.")
    http_status = 404
    exit_code = 1


def volume_named(code: str, fonds: Fonds) -> Record:
    """A volume by its code. Raises `VolumeUnknown`."""
    found = Record.objects.filter(fonds=fonds, code_key=parse_code(code).key[:200]).first()
    if found is None:
        raise VolumeUnknown(code=code)
    return found
