"""Which files belong to which entry: the layouts in which scans really come (standards §9.3); orphans both ways."""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare
from lantai.holdings.catalogue.actions import Description
from lantai.holdings.catalogue.codes import canonical, loose_key, parse_code
from lantai.holdings.imports.spelled import (
    IMAGES,
    Spell,
    before_title,
    box_and_item,
    number,
    spelled_code,
    unmarked,
    usual_code,
)

FILE_WITHOUT_ROW = declare(
    "package.file_without_row",
    gettext_noop("%(path)s belongs to no entry of the catalogue; it was taken in as a record of its own."),
    gettext_noop("Check its name against the reference codes of the list, or describe the record by hand."),
)
ROW_WITHOUT_FILE = declare(
    "package.row_without_file",
    gettext_noop("The entry %(code)s has no file in this package."),
    gettext_noop("Nothing needs doing if it was never scanned; otherwise look for its file and take it in."),
)
FILE_NOT_NAMED = declare(
    "package.file_not_named",
    gettext_noop("%(path)s is named by no entry; by its own name it belongs to %(code)s and was put there."),
    gettext_noop("Compare it with the other files of that record, and have the catalogue of the package corrected."),
)
FILE_WITHOUT_RECORD = declare(
    "package.file_without_record",
    gettext_noop("%(path)s belongs to no record of the list entered before; it was taken in as a record of its own."),
    gettext_noop("Check its name against the reference codes of the records held, or describe the record by hand."),
)
NO_CODE = declare(
    "package.no_code",
    gettext_noop("The name of %(path)s holds no reference code; a provisional one was given."),
    gettext_noop("Give the record its reference code when it has been arranged."),
)

_VOLUME_ITEM_PAGE = re.compile(r"(\d{1,4})_(\d{1,4})_(\d{1,5})")


@dataclass(slots=True)
class Group:
    """The files of one record to be. `row` is the entry's place in the list, None when no entry claims them.

    `is_item`: names or folders say so beside the code.
    """

    code: str
    provisional: bool
    row: int | None = None
    files: list[str] = field(default_factory=list)
    title: str = ""
    is_item: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What matching needs to know of a catalogue row. `files`: what it surely names, each file by one entry only."""

    code: str
    file_name: str = ""
    files: tuple[str, ...] = ()
    box: str = ""
    item: str = ""


def entry_of(described: Description, file_name: str = "", files: tuple[str, ...] = ()) -> Entry:
    """What is known of the files of a row: its code, their names, the box they lie in and their number there."""
    parsed = parse_code(described.code)
    item = parsed.parts.get("item", "") if parsed.scheme != "free" else re.sub(r".*?(\d*)$", r"\1", parsed.key)
    box = number(described.fields.get("box", ""))
    return Entry(described.code, file_name, files, box=box, item=number(item))


class Held(ABC):
    """What a fonds holds already, where its list was entered first and its files follow."""

    @abstractmethod
    def entries(self, names: Sequence[str]) -> Sequence[Entry]:
        """The records that one of these files may be of, and every other whose code may be meant as well."""

    @abstractmethod
    def bears(self, codes: Collection[str]) -> Collection[str]:
        """Those of these codes, in canonical form, that a record bears or has borne."""


def match(
    names: Sequence[str],
    entries: Sequence[Entry],
    fonds_code: str,
    held: Held | None = None,
    *,
    spell: Spell = usual_code,
) -> tuple[list[Group], list[Finding]]:
    """Groups of files, one a record: first the entries in the order of the list, then files no entry claims.

    Of these, what is of a record held (`held`: where some wait for files) is put to that record's code. `spell` makes
    the code that folders say, as the fonds numbers its items.
    """
    groups = [Group(entry.code, provisional=False, row=n) for n, entry in enumerate(entries)]
    index = _Index(entries, fonds_code, spell)
    named = {name: row for row, entry in enumerate(entries) for name in entry.files}
    orphans, findings = [], []
    for name in names:
        row = named.get(name)
        if row is None and (row := index.row_of(name)) is not None and entries[row].files:
            told = {"path": name, "code": entries[row].code}
            findings.append(Finding(FILE_NOT_NAMED, Severity.WARNING, name, told))
        if row is None:
            orphans.append(name)
        else:
            groups[row].files.append(name)
    if entries and names:
        findings += [
            Finding(ROW_WITHOUT_FILE, Severity.INFO, group.code, {"code": group.code})
            for group in groups
            if not group.files
        ]
    taken = {canonical(group.code) for group in groups}
    if held is not None and orphans:
        known = held.entries(orphans)
        awaited, orphans = _of_held(orphans, known, _Index(known, fonds_code, spell), taken)
        groups += awaited
    loose, said = _without_entry(orphans, _Naming(fonds_code, spell), taken, listed=bool(entries), held=held)
    return groups + loose, findings + said


def _of_held(
    names: Sequence[str], known: Sequence[Entry], index: _Index, taken: Collection[str]
) -> tuple[list[Group], list[str]]:
    """The files of records held, by the codes these bear, and what is left. What an entry claims, it has."""
    groups, left = dict[int, Group](), list[str]()
    for name in names:
        row = index.row_of(name)
        if row is None or canonical(known[row].code) in taken:
            left.append(name)
        else:
            groups.setdefault(row, Group(known[row].code, provisional=False)).files.append(name)
    return list(groups.values()), left


def _as_lists_write(path: PurePosixPath) -> Iterator[str]:
    """How a list may name a file: by its path from any folder on, by its name alone, or by a folder it lies in.

    A folder counts with the one above it or more: a bare name (照片) may be anything.
    """
    parts = path.parts
    yield from ("/".join(parts[start:]) for start in range(len(parts)))
    yield path.stem
    for end in range(len(parts) - 1, 1, -1):
        yield from ("/".join(parts[start:end]) for start in range(end - 1))


def ends_of_path(name: str) -> set[tuple[str, ...]]:
    """The last two runs of what a path spells, those before a number at its end and before a title: codes end so.

    With them a few of very many codes can be chosen that are then compared in full.
    """
    path = PurePosixPath(name)
    tokens = loose_key("/".join([*path.parent.parts, unmarked(path.stem)]))
    titled = (
        loose_key(head)[-2:] for text in (unmarked(path.stem), path.parent.name) for head, _ in before_title(text)
    )
    return {tokens[-2:], tokens[-3:-1], *titled}


def place_of_path(name: str) -> tuple[str, str] | None:
    """The numbers of box and item a path spells."""
    path = PurePosixPath(name)
    place = box_and_item(path, unmarked(path.stem))
    return place[:2] if place else None


class _Index:
    """Entries by every key a path may carry; a key that two entries share finds none."""

    def __init__(self, entries: Sequence[Entry], fonds_code: str, spell: Spell) -> None:
        self.fonds_code, self.spell = fonds_code, spell
        self.by_tokens: dict[tuple[str, ...], set[tuple[int, str]]] = defaultdict(set)
        self.by_name: dict[str, set[int]] = defaultdict(set)
        self.by_box: dict[tuple[str, str], set[int]] = defaultdict(set)
        self.by_code: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for row, entry in enumerate(entries):
            tokens = loose_key(entry.code)
            self.by_code[tokens].add(row)
            for start in range(max(1, len(tokens) - 1)):
                self.by_tokens[tokens[start:]].add((row, tokens[start - 1] if start else ""))
            if entry.box and entry.item:
                self.by_box[entry.box, entry.item].add(row)
            if entry.file_name:
                self.by_name[entry.file_name.replace("\\", "/").strip().rstrip("/").casefold()].add(row)

    def row_of(self, name: str) -> int | None:
        path = PurePosixPath(name)
        if self.by_name:
            for written in _as_lists_write(path):
                rows = self.by_name.get(written.casefold(), ())
                if len(rows) == 1:
                    return next(iter(rows))
        stem = unmarked(path.stem)
        is_page = path.suffix.lower() in IMAGES and bool(_VOLUME_ITEM_PAGE.fullmatch(stem))
        place = box_and_item(path, stem) if self.by_box else None
        if place and place[2]:
            return self._in_box(place)
        tokens = loose_key("/".join([*path.parent.parts, stem]))
        row = self._by_tokens(tokens, (1,) if is_page else (0, 1))
        if row is None and place:
            row = self._in_box(place)
        if row is None:
            row = self._spelled(path, stem)
        return self._before_title(stem, path.parent.name) if row is None else row

    def _before_title(self, *names: str) -> int | None:
        """The one entry whose whole code a name or its folder's says in front of a title."""
        for head, _ in (each for name in names for each in before_title(name)):
            rows = self.by_code.get(loose_key(head), ())
            if len(rows) == 1:
                return next(iter(rows))
        return None

    def _spelled(self, path: PurePosixPath, stem: str) -> int | None:
        """The one entry whose whole code the folders say in other words: 永久 for Y, organisation before term."""
        code = spelled_code(path, stem, self.fonds_code, self.spell)
        return self._only(loose_key(code), "") if code else None

    def _in_box(self, place: tuple[str, str, bool]) -> int | None:
        """The one entry with this number in this box; boxes are often counted from 1 every year."""
        rows = self.by_box.get(place[:2], ())
        return next(iter(rows)) if len(rows) == 1 else None

    def _by_tokens(self, tokens: tuple[str, ...], drops: Sequence[int]) -> int | None:
        """The longest run of the path's tokens that ends at its end, or before a page number, and is some entry's."""
        best: tuple[int, int] | None = None
        for dropped in drops:
            end = len(tokens) - dropped
            if dropped and (end < 1 or not tokens[-1].isdigit()):
                continue
            for start in range(max(0, end - 1)):
                row = self._only(tokens[start:end], tokens[start - 1] if start else "")
                if row is not None and (best is None or end - start > best[0]):
                    best = (end - start, row)
                    break
        return best[1] if best else None

    def _only(self, key: tuple[str, ...], before: str) -> int | None:
        """The one entry with this key whose number before it is not another than the path's."""
        found = self.by_tokens.get(key, ())
        if len(found) != 1:
            return None
        row, expected = next(iter(found))
        return None if before.isdigit() and expected.isdigit() and before != expected else row


def _without_entry(
    names: Iterable[str], naming: _Naming, taken: set[str], *, listed: bool, held: Held | None = None
) -> tuple[list[Group], list[Finding]]:
    """Files no entry claims: by the code in their own or their folder's name, by page folders, else one a record."""
    groups: dict[str, Group] = {}
    findings = []
    folders = _page_folders(names := list(names))
    for name in names:
        code, provisional, title, is_item = naming.own_code(name, folders)
        if provisional and canonical(code) in taken:
            code = f"{code}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"
        group = groups.setdefault(canonical(code), Group(code, provisional, title=title, is_item=is_item))
        if provisional and group.files and group.title != title:  # two names that differ only in case or blanks
            code = f"{code}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"
            group = groups.setdefault(canonical(code), Group(code, provisional, title=title))
        group.files.append(name)
        if listed:
            findings.append(Finding(FILE_WITHOUT_ROW, Severity.WARNING, name, {"path": name}))
        elif provisional and len(group.files) == 1 and held is None:
            findings.append(Finding(NO_CODE, Severity.INFO, name, {"path": name}))
    if held is not None and not listed:
        findings += _strangers(groups, held)
    return list(groups.values()), findings


def _strangers(groups: Mapping[str, Group], held: Held) -> Iterator[Finding]:
    """Files of which nothing that is held was the list's entry."""
    known = held.bears(list(groups))
    for key, group in groups.items():
        if key not in known:
            yield from (Finding(FILE_WITHOUT_RECORD, Severity.WARNING, n, {"path": n}) for n in group.files)


def bears_code(name: str) -> bool:
    """Whether a file is named by a reference code: then it is a document, not a list of documents."""
    return parse_code(_spelled(PurePosixPath(name).stem)).scheme != "free"


@dataclass(frozen=True, slots=True)
class _Naming:
    """How records that no list describes get their codes."""

    fonds_code: str
    spell: Spell

    def own_code(self, name: str, folders: set[str]) -> tuple[str, bool, str, bool]:
        """(code, provisional, title, whether it is said to be an item) from the name alone."""
        path = PurePosixPath(name)
        stem = unmarked(path.stem)
        for text in (stem, path.parent.name):
            spelled = _spelled(text)
            if parse_code(spelled).scheme != "free":
                return spelled, False, spelled, False
        if said := self._before_title(stem) or self._before_title(path.parent.name):
            return said[0], False, said[1], False
        if m := _VOLUME_ITEM_PAGE.fullmatch(stem):
            code = self.spell({"fonds": self.fonds_code, "volume": m[1], "item": m[2]})
            code = code or f"{self.fonds_code}-{m[1].zfill(3)}-{m[2].zfill(3)}"
            return code, False, code, True
        if code := spelled_code(path, stem, self.fonds_code, self.spell):
            return code, False, code, True
        folder = path.parent.as_posix()
        if folder in folders:
            return _provisional(self.fonds_code, folder), True, path.parent.name, False
        return _provisional(self.fonds_code, name), True, stem, False

    def _before_title(self, text: str) -> tuple[str, str] | None:
        """A code of this fonds, whole and without blanks, and the title that a name writes behind it."""
        for head, title in before_title(text):
            code = _spelled(head)
            is_ours = code.startswith(f"{canonical(self.fonds_code)}-") and not re.search(r"\s", head)
            if is_ours and title and parse_code(code).scheme != "free":
                return code, title
        return None


def _spelled(text: str) -> str:
    """A code as Windows users write it, back in the standard's spelling: `WS.2011` and `WS_2011` → `WS·2011`."""
    return re.sub(r"(?<=[A-Z0-9\u4e00-\u9fff])[._](?=[A-Z0-9\u4e00-\u9fff])", "·", canonical(text))


def _page_folders(names: Iterable[str]) -> set[str]:
    """Folders that hold nothing but numbered images: the pages of one record."""
    pages: dict[str, bool] = {}
    for name in names:
        path = PurePosixPath(name)
        is_page = path.suffix.lower() in IMAGES and bool(re.fullmatch(r"\D{0,4}\d{1,5}", path.stem))
        folder = path.parent.as_posix()
        pages[folder] = pages.get(folder, True) and is_page
    return {folder for folder, only_pages in pages.items() if only_pages and folder != "."}


def _provisional(fonds_code: str, name: str) -> str:
    """A code that is the same at every run: fonds and path, shortened with a digest where the path is very long."""
    code = f"{fonds_code}-{name}"
    if len(canonical(code)) <= 180:
        return code
    return f"{code[:120]}~{hashlib.sha256(name.encode()).hexdigest()[:16]}"
