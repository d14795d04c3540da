"""What happens to an index on disk: other processes, other versions, damage."""

import pytest

from lantai.engines.search.backends.tantivy import TantivyIndex
from lantai.engines.search.document import SearchDocument, SearchQuery
from lantai.engines.search.protocol import IndexIsBusy, IndexNotReady


class Everything:
    everything = True
    institutions: frozenset[str] = frozenset()
    share: None = None


def document(num, title="水库"):
    return SearchDocument(num=num, id=str(num), code=str(num), title=title)


def put(index, *documents):
    with index.write() as batch:
        for one in documents:
            batch.put(one)


def found(index, words=""):
    return sorted(hit.num for hit in index.search(SearchQuery(words=words), scope=Everything()).hits)


@pytest.fixture
def index(tmp_path):
    made = TantivyIndex(tmp_path)
    put(made, document(1))
    yield made
    made.close()


def test_it_is_not_ready_before_anything_was_written(tmp_path):
    index = TantivyIndex(tmp_path / "nothing")

    with pytest.raises(IndexNotReady) as refusal:
        found(index)

    assert "nothing" not in str(refusal.value), "readers must not learn where the index lies"
    assert "reindex" in refusal.value.remedy()
    assert not index.status().ready


def test_it_shows_a_commit_to_others_at_once(index, tmp_path):
    other = TantivyIndex(tmp_path)
    assert found(other) == [1]

    put(index, document(2))

    assert found(other) == [1, 2]
    assert other.status().documents == 2


def test_it_shows_a_swapped_index_to_others_at_once(index, tmp_path):
    other = TantivyIndex(tmp_path)
    assert found(other) == [1]

    with TantivyIndex(tmp_path).rebuild() as batch:
        batch.put(document(7))

    assert found(other) == found(index) == [7]
    put(index, document(8))
    assert found(other) == [7, 8]
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


def test_it_lets_one_process_write_at_a_time(index, tmp_path):
    other = TantivyIndex(tmp_path)

    with pytest.raises(IndexIsBusy) as refusal:
        put(other, document(2))
    index.close()
    put(other, document(2))
    other.close()

    assert refusal.value.remedy()
    assert found(index) == [1, 2]


def test_it_lets_one_process_rebuild_at_a_time(index, tmp_path):
    with index.rebuild(), pytest.raises(IndexIsBusy), TantivyIndex(tmp_path).rebuild():
        pass


def test_it_refuses_an_index_of_another_version_and_can_be_rebuilt(index, tmp_path):
    index.close()
    (tmp_path / "current").write_text("0123456789ab-000004")

    with pytest.raises(IndexNotReady, match="another version"):
        found(index)
    with pytest.raises(IndexNotReady):
        put(index, document(2))
    with index.rebuild() as batch:
        batch.put(document(9))

    assert found(index) == [9]


@pytest.mark.parametrize("damage", ["{", "", None])
def test_it_says_when_its_files_are_damaged_and_can_be_rebuilt(index, tmp_path, damage):
    index.close()
    (meta,) = tmp_path.glob("*/meta.json")
    meta.unlink() if damage is None else meta.write_text(damage)
    fresh = TantivyIndex(tmp_path)

    assert not fresh.status().ready
    with pytest.raises(IndexNotReady):
        found(fresh)
    with fresh.rebuild() as batch:
        batch.put(document(9))

    assert found(fresh) == [9]


def test_it_goes_on_writing_after_a_batch_failed(index):
    with pytest.raises(OverflowError):
        put(index, document(2), document(2**70))

    put(index, document(3))

    assert found(index) == [1, 3]


def test_it_keeps_few_files_after_many_commits(index, tmp_path):
    for num in range(2, 80):
        put(index, document(num))
    index.close()

    assert found(index, "水库")[:3] == [1, 2, 3]
    assert index.status().documents == 79
    assert len(list(tmp_path.glob("*/*"))) < 150


def test_it_takes_characters_no_file_can_hold(index):
    put(index, document(2, title="坏\udcff字"), SearchDocument(num=3, id="3", code="x" * 70_000, title="长" * 70_000))

    assert found(index, "长长") == [3]
    assert found(index, "坏字") == [2]
