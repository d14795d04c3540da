"""What every search index does when it is told to forget: nothing of before is given out until it is built anew."""

from __future__ import annotations

import pytest

from lantai.engines.search.backends.memory import MemoryIndex
from lantai.engines.search.backends.tantivy import TantivyIndex
from lantai.engines.search.document import SearchQuery
from lantai.engines.search.protocol import IndexNotReady
from tests.contracts.test_search_index import RECORDS, STAFF, document


@pytest.mark.parametrize("made", [MemoryIndex, TantivyIndex])
def test_it_shows_nothing_of_what_it_was_told_to_forget_until_it_is_built_anew(made, tmp_path):
    index = made(tmp_path)
    with index.write() as batch:
        for record in RECORDS:
            batch.put(record)

    index.forget()

    assert not index.status().ready
    with pytest.raises(IndexNotReady):
        index.search(SearchQuery(words="婚姻登记"), scope=STAFF)
    with pytest.raises(IndexNotReady):
        index.suggest("张小", scope=STAFF)
    with index.rebuild() as batch:
        batch.put(document(52, "从头建的"))
    assert [hit.num for hit in index.search(SearchQuery(words="建"), scope=STAFF).hits] == [52]
