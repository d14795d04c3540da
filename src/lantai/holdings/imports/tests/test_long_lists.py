"""What stays in memory while a list is read does not grow with the list."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from bench.dirty_list import write_list
from lantai.base.common.dates import reading
from lantai.base.common.text import pinyin
from lantai.engines.formats import spool
from lantai.holdings.catalogue import codes, person_keys
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.imports.seen import SeenCodes
from lantai.holdings.imports.tests.lists import checked, codes as findings_of

KEPT = 8192
"""Names, codes and dates that are kept for a moment: a list of twenty thousand rows has as many."""


def test_a_code_is_told_with_the_row_in_which_it_stood_first():
    seen = SeenCodes()

    assert [seen.before("J001-1", "1987年!3"), seen.before("J001-2", "1987年!4")] == ["", ""]
    assert seen.before("J001-1", "1988年!9") == "1987年!3"
    assert SeenCodes().before("J001-1", "1987年!3") == ""


def test_codes_that_have_been_seen_are_not_kept_in_memory():
    seen = SeenCodes()
    tracemalloc.start()
    try:
        for number in range(5000):
            seen.before(f"J001-WS·1987-Y-{number:04d}", f"1987年!{number}")
        kept, _most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert kept < 50_000


@pytest.mark.parametrize(
    "kept", [person_keys.keys_of, pinyin._readings_of, pinyin.pinyin_forms, codes.parse_code, reading._read]
)
def test_what_is_kept_of_names_codes_and_dates_is_bounded(kept):
    assert kept.cache_info().maxsize <= KEPT


def test_rows_are_the_same_after_the_pages_of_the_file_have_been_let_go(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(spool, "_LET_GO_EVERY", 2)
    source = tmp_path / "list.csv"
    source.write_text("\n".join(f"J001-{number},题名{number}" for number in range(300)), encoding="utf-8")
    sheets = spool.spool_tables(source, tmp_path / "rows.jsonl", name="list")
    rows = spool.spooled_tables(tmp_path / "rows.jsonl", sheets)[0].rows

    assert [row[0] for row in rows] == [f"J001-{number}" for number in range(300)]
    assert rows[7] == ["J001-7", "题名7"]


TOLD = {
    "catalogue.day_count", "catalogue.impossible_date", "catalogue.merged_cells_filled", "catalogue.number_gap",
    "catalogue.number_again", "catalogue.pages_differ", "catalogue.old_term", "catalogue.year_apart",
    "catalogue.no_title", "catalogue.private_character", "person.id_number_checksum", "person.id_number_lost",
    "person.unknown_nation", "catalogue.hidden_cells", "catalogue.coloured_rows", "catalogue.cell_notes",
    "catalogue.lost_characters", "catalogue.cell_in_error", "catalogue.secret_row",
}  # fmt: skip
"""What the patterns of §9.2 leave that are told; the others leave entries in order, which are counted."""


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
def test_the_list_that_is_measured_has_every_pattern_of_dirt(tmp_path):
    path = tmp_path / "目录.xlsx"
    entries = write_list(path, 2000)

    batch = checked(FondsFactory(code="J001"), path)

    assert set() == TOLD - set(findings_of(batch))
    assert (batch.entries, batch.held_back < entries / 10) == (entries, True)
