"""What every search index must do, tried on each: the same hits, counts, facets and suggestions for each scope."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from lantai.base.accounts.access import Share
from lantai.base.common.text import NothingToFind, fold, units
from lantai.engines.search.backends.memory import MemoryIndex
from lantai.engines.search.backends.tantivy import TantivyIndex
from lantai.engines.search.document import FACETS, SearchDocument, SearchQuery
from lantai.engines.search.paging import cursor_for_page
from lantai.engines.search.protocol import BadCursor, form_for
from tests.contracts.swept import DECISIONS, decided_on


@dataclass(frozen=True)
class Eyes:
    everything: bool = False
    institutions: frozenset[str] = frozenset()
    share: Share | None = None


def lent(*types: str, giver: str = "D1", fonds: tuple[str, ...] = (), pages: bool = True) -> Eyes:
    """The eyes of somebody who reads under an agreement."""
    return Eyes(share=Share("A1", giver, frozenset(types), frozenset(fonds), pages=pages))


STAFF, ANYBODY, OF_D1 = Eyes(everything=True), Eyes(), Eyes(institutions=frozenset({"D1"}))
SCOPES = (STAFF, ANYBODY, OF_D1)


def document(num: int, title: str, body: str = "", **more) -> SearchDocument:
    given = {
        "id": f"01ARZ3NDEKTSV4RRFFQ{num:07d}",
        "code": f"J001-WS·1987-Y-{num:04d}",
        "state": "open",
        "institution": "D1",
    }
    return SearchDocument(num=num, title=title, body=body, **(given | more))


RECORDS = (
    document(
        1, "关于兴修水库的请示", "县人民政\n府：兹呈報興修水庫計畫。", fonds="J001", type="WS", year=1958,
        datekey=19580312,
    ),
    document(
        2, "婚姻登记档案", "张小明与李红登记结婚", names=("张小明", "李红"), fonds="J002", type="HY", year=1987,
        datekey=19870801,
    ),
    document(
        3, "婚姻登記檔案", "張大明與王紅登記結婚，離婚", names=("張大明", "王红"), fonds="J002", type="HY", year=1950,
        year_first=1950, year_last=1959,
    ),
    document(
        4, "劳动局招工通知", "兰劳发〔1987〕１２号 招工名册 曾阿牛", names=("曾阿牛",), fonds="J003", type="WS",
        year=1987, document_number="兰劳发〔1987〕12号", datekey=19870915, retention="Y", notes=("粮油关系", "招工科"),
    ),
    document(
        5, "未开放的婚姻登记", "张小明 秘密事项", names=("张小明", "单小芳"), fonds="J002", type="HY",
        state="restricted", year=1988,
    ),
    document(
        6, "外馆未开放", "单小芳 水库", names=("单小芳",), fonds="J009", state="unreviewed", institution="D2", year=1988
    ),
    document(
        7, "WPS Office 2019 user guide", "see page 19871 2 and 1987 12", fonds="J003", year=2019, datekey=20190000
    ),
    document(8, "保密的水库", "涉密", state="open", secret=True, institution="D2", fonds="J009"),
    document(9, "水", "", fonds="J001", retention="D30", year=1958, datekey=19580101, code="J001-WS·1958-Y-2"),
    document(
        10, "人民政府办公厅文件", "人民政府公厅 人民政府辨公厅", fonds="J001", year=1966, code="J001-WS·1958-Y-10"
    ),
)  # fmt: skip


class IndexContract:
    """Subclasses say how an empty index is made."""

    @pytest.fixture
    def empty(self, tmp_path):
        raise NotImplementedError

    @pytest.fixture
    def index(self, empty):
        with empty.write() as batch:
            for record in RECORDS:
                batch.put(record)
        return empty

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("人民政府", {1, 10}),
            ("兴修水库计划", {1}),
            ("興修水庫計畫", {1}),
            ("婚姻登记", {2, 3, 5}),
            ("婚姻登記", {2, 3, 5}),
            ("水", {1, 6, 8, 9}),
            ("水库", {1, 6, 8}),
            ("水库 请示", {1}),
            ("水库 -请示", {6, 8}),
            ("-婚姻", {1, 4, 6, 7, 8, 9, 10}),
            ("婚姻 -离婚", {2, 5}),
            ("兰劳发〔1987〕12号", {4}),
            ("兰劳发[1987]012号", {4}),
            ("兰劳发（87）第12號", {4}),
            ("蘭勞發【1987】12", {4}),
            ("zhangxiaoming", {2, 5}),
            ("zxm", {2, 5}),
            ("ZhangXiaoMing", {2, 5}),
            ("zhang xiaoming", {2, 5}),
            ("zenganiu", {4}),
            ("shanxiaofang", {5, 6}),
            ("张?明", {2, 3, 5}),
            ("张？明", {2, 3, 5}),
            ("人民政府?公厅", {10}),
            ("人?政?办", {10}),
            ("粮油关系", {4}),
            ("粮油关系招工", set()),
            ("1987-12", {7, 4}),
            ("19871", {7}),
            ("wps", {7}),
            ("Ｏｆｆｉｃｅ２０１９", set()),
            ("office 2019", {7}),
            ("J001-WS·1958-Y-2", {9}),
            ("j001 ws 1958 y 2", {9}),
            ("请示兹呈报", set()),
            ("张小明李红", set()),
            ("的请示 招工", set()),
        ],
    )
    def test_it_finds_exactly(self, index, words, expected):
        page = index.search(SearchQuery(words=words, size=200), scope=STAFF)

        assert {hit.num for hit in page.hits} == expected
        assert page.count == len(expected)

    def test_it_answers_with_row_ids(self, index):
        (hit,) = index.search(SearchQuery(words="招工名册"), scope=STAFF).hits

        assert hit.num == 4

    @pytest.mark.parametrize(
        ("words", "exact", "tolerant"),
        [
            ("人民政府办公厅", {10}, {10}),
            ("县人民政府", {1}, {1, 10}),
            ("招工各册", set(), {4}),
            ("水库", {1, 6, 8}, {1, 6, 8}),
        ],
    )
    def test_it_accepts_one_wrong_character_when_asked(self, index, words, exact, tolerant):
        assert self.found(index, words=words) == exact
        assert self.found(index, words=words, tolerant=True) == tolerant

    def test_it_answers_a_question_by_what_it_is_about(self, index):
        assert 1 in self.found(index, words="哪一年请示兴修水库的计划")
        assert 1 in self.found(index, words="水库兴修", loose=True)
        assert self.found(index, words="水库兴修") == set()

    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            ({"fonds": ("J002",)}, {2, 3, 5}),
            ({"fonds": ("J002", "J009")}, {2, 3, 5, 6, 8}),
            ({"type": ("HY",), "state": ("restricted",)}, {5}),
            ({"year_from": 1987, "year_to": 1988}, {2, 4, 5, 6}),
            ({"year_from": 1988}, {5, 6, 7}),
            ({"year_to": 1950}, {3}),
            ({"year_from": 1953, "year_to": 1953}, {3}),
            ({"year_from": 1960, "year_to": 1965}, set()),
            ({"retention": ("Y",)}, {4}),
            ({"fonds": ("nowhere",)}, set()),
            ({"words": "水库", "year_to": 1960}, {1}),
        ],
    )
    def test_it_keeps_to_the_filters(self, index, filters, expected):
        assert self.found(index, **filters) == expected

    def test_it_finds_by_years_whatever_may_lie_between_them(self, empty):
        spans = {num: (1950 + first, 1950 + last) for num, (first, last) in enumerate(VAGUE, 1)}
        for some in (list(spans)[:9], list(spans)[9:]):
            with empty.write() as batch:
                for num in some:
                    batch.put(document(num, "名册", year_first=spans[num][0], year_last=spans[num][1]))
            self.found(empty, year_from=1950)
        with empty.write() as batch:
            batch.put(document(99, "没有日期"))

        for since, until in [(a, b) for a in (None, *range(1949, 1962)) for b in (None, *range(1949, 1962))]:
            may = {n for n, (a, b) in spans.items() if (since is None or b >= since) and (until is None or a <= until)}
            expected = may | ({99} if since is until is None else set())
            if since is None or until is None or since <= until:
                assert self.found(empty, year_from=since, year_to=until) == expected

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("date", [9, 1, 2, 4, 7, 3, 5, 6, 8, 10]),
            ("-date", [7, 4, 2, 1, 9, 10, 8, 6, 5, 3]),
            ("code", [9, 10, 1, 2, 3, 4, 5, 6, 7, 8]),
            ("relevance", [7, 4, 2, 1, 9, 10, 8, 6, 5, 3]),
        ],
    )
    def test_it_sorts(self, index, sort, expected):
        page = index.search(SearchQuery(sort=sort), scope=STAFF)

        assert [hit.num for hit in page.hits] == expected

    def test_it_puts_a_title_before_a_text_by_relevance(self, empty):
        with empty.write() as batch:
            batch.put(document(1, "会议记录", "水库" + "其他事项" * 20))
            batch.put(document(2, "水库移民", "其他事项" * 20))

        assert [hit.num for hit in empty.search(SearchQuery(words="水库"), scope=STAFF).hits] == [2, 1]

    def test_it_counts_facets_under_the_same_filters(self, index):
        facets = index.search(SearchQuery(words="婚姻登记"), scope=STAFF).facets

        assert facets["fonds"] == (("J002", 3),)
        assert facets["state"] == (("open", 2), ("restricted", 1))
        assert facets["year"] == (("1950", 1), ("1987", 1), ("1988", 1))
        assert facets["decade"] == (("1950", 1), ("1980", 2))
        assert set(facets) == set(FACETS)
        assert index.search(SearchQuery(words="婚姻", facets=False), scope=STAFF).facets == {}

    @pytest.mark.parametrize("words", ["", "水库", "张小明", "秘密事项", "shanxiaofang", "-婚姻", "未开放", "涉密"])
    @pytest.mark.parametrize("scope", SCOPES)
    def test_it_shows_each_scope_only_what_it_may_see(self, index, words, scope):
        everything = self.found(index, words=words)
        allowed = {record.num for record in RECORDS if form_for(record, scope)}

        page = index.search(SearchQuery(words=words, size=200), scope=scope)

        assert {hit.num for hit in page.hits} == everything & allowed
        assert page.count == len(everything & allowed)
        for facet in ("state", "fonds"):
            values = [getattr(r, facet) for r in RECORDS if r.num in everything & allowed and getattr(r, facet)]
            assert dict(page.facets[facet]) == {value: values.count(value) for value in set(values)}

    @pytest.mark.parametrize("words", ["", "水库", "婚姻登记 -离婚"])
    @pytest.mark.parametrize("scope", SCOPES)
    def test_it_keeps_out_what_is_hidden_from_hits_counts_and_facets(self, index, words, scope):
        whole = index.search(SearchQuery(words=words, size=100), scope=scope)
        hidden = frozenset({1, 3, 99})
        left = {hit.num for hit in whole.hits} - hidden

        found = index.search(SearchQuery(words=words, size=100, hidden=hidden), scope=scope)

        assert {hit.num for hit in found.hits} == left
        assert found.count == sum(number for _, number in found.facets["fonds"]) == len(left)

    @pytest.mark.parametrize("decided", DECISIONS, ids=lambda each: ", ".join(f"{s.fonds} {s.to}" for s in each))
    def test_it_finds_what_decisions_on_very_many_left_open_as_if_it_had_come_to_each(self, index, decided):
        """An index that is behind and is told of the decisions, beside one that has every document as it is now."""
        now = type(index)(index.path.parent / "now") if hasattr(index, "path") else type(index)()
        with now.write() as batch:
            for each in RECORDS:
                batch.put(decided_on(decided, each))
        for scope, words in product((ANYBODY, OF_D1), ("", "水库", "婚姻登记 -离婚")):
            told = tuple(each for each in decided if each.institution not in scope.institutions)
            for state in ((), ("open",), ("restricted",)) if scope is ANYBODY else ((),):
                asked = SearchQuery(words=words, state=state, size=100)
                found, right = (
                    i.search(q, scope=scope) for i, q in ((index, replace(asked, swept=told)), (now, asked))
                )
                assert {hit.num for hit in found.hits} == {hit.num for hit in right.hits}
                assert (found.count, found.facets["fonds"]) == (right.count, right.facets["fonds"])

    @pytest.mark.parametrize("scope", [*SCOPES, Eyes(institutions=frozenset({"D2"}))])
    def test_it_finds_a_record_with_something_withheld_once_and_says_of_it_what_the_scope_may_read(self, empty, scope):
        whole = document(
            11, "判决", "柳文澜离婚 水库", names=("柳文澜", "高明"), fonds="J001", year=1958, datekey=19580101
        )
        partly = replace(whole, public=replace(whole, body="████ 水库", names=("高明",)))
        with empty.write() as batch:
            batch.put(partly)
            batch.put(document(12, "水库移民", institution="D2", fonds="J001"))
        reads_it_all = scope.everything or "D1" in scope.institutions

        for sort in ("date", "-date", "code", "relevance"):
            page = empty.search(SearchQuery(words="水库", sort=sort), scope=scope)
            assert sorted(hit.num for hit in page.hits) == [11, 12]
            assert (page.count, page.facets["fonds"], page.facets["year"]) == (2, (("J001", 2),), (("1958", 1),))
        for words in ("离婚", "柳文澜", "liuwenlan", "判决 离婚"):
            page = empty.search(SearchQuery(words=words), scope=scope)
            assert page.count == len(page.hits) == len(page.facets["fonds"]) == int(reads_it_all)
        assert empty.search(SearchQuery(words="判决 -离婚"), scope=scope).count == int(not reads_it_all)
        assert [s.text for s in empty.suggest("liu", scope=scope)] == ["柳文澜"] * reads_it_all
        assert [(s.text, s.count) for s in empty.suggest("高", scope=scope)] == [("高明", 1)]
        assert empty.search(SearchQuery(hidden=frozenset({11})), scope=scope).count == 1
        assert empty.status().documents == 2

    def test_it_forgets_both_forms_of_a_record_that_is_opened_whole_closed_or_gone(self, empty):
        whole = document(11, "判决", "柳文澜离婚")
        partly = replace(whole, public=replace(whole, body="████"))
        for after, seen in ((whole, {11}), (replace(partly, state="restricted"), set()), (None, set())):
            with empty.write() as batch:
                batch.put(partly)
            with empty.write() as batch:
                batch.put(after) if after else batch.delete(11)
            assert {hit.num for hit in empty.search(SearchQuery(words="离婚"), scope=ANYBODY).hits} == seen
            assert {hit.num for hit in empty.search(SearchQuery(words="判决"), scope=ANYBODY).hits} == seen
            assert empty.search(SearchQuery(), scope=STAFF).count == int(after is not None)

    def test_it_finds_under_an_agreement_what_that_lends_and_no_page_where_it_lends_none(self, empty):
        """What is found under one that lends descriptions is what an index without any text of a page would find."""
        every = (*RECORDS, document(21, "他馆婚姻登记", "秘密", institution="D2", type="HY", state="unreviewed"))
        bare = type(empty)(empty.path.parent / "bare") if hasattr(empty, "path") else type(empty)()
        for index, records in ((empty, every), (bare, [replace(each, body="", public=None) for each in every])):
            with index.write() as batch:
                for record in records:
                    batch.put(record)
        scopes = (lent("HY"), lent(), lent("HY", fonds=("J002",)), lent("HY", fonds=("J9",)), lent("X", giver="D2"))
        words = ("", "张小明", "秘密事项", "shanxiaofang", "-秘密", "秘密 婚姻", "婚姻登记")
        for scope, asked in product(scopes, words):
            allowed, query = {each.num for each in every if form_for(each, scope)}, SearchQuery(words=asked, size=200)
            described = replace(scope, share=replace(scope.share, pages=False))
            for index, eyes in ((empty, scope), (bare, described)):
                expected = {hit.num for hit in index.search(query, scope=STAFF).hits} & allowed
                page = empty.search(query, scope=eyes)
                assert {hit.num for hit in page.hits} == expected, (asked, eyes)
                assert page.count == len(expected) == sum(n for _, n in page.facets["state"])
        assert {s.text for s in empty.suggest("未开放", scope=lent("HY"))} == {"未开放的婚姻登记"}
        assert empty.suggest("未开放", scope=lent("WS")) == ()
        bare.close()

    def test_it_cannot_be_searched_without_a_scope(self, index):
        with pytest.raises(TypeError):
            index.search(SearchQuery(words="水库"))
        with pytest.raises(TypeError):
            index.suggest("水")

    def test_it_suggests_names_and_titles(self, index):
        assert [(s.text, s.kind, s.count) for s in index.suggest("张小", scope=STAFF)] == [("张小明", "name", 2)]
        assert [s.text for s in index.suggest("張", scope=STAFF)] == ["张小明", "張大明"]
        assert [s.text for s in index.suggest("zhangx", scope=STAFF)] == ["张小明"]
        assert [s.text for s in index.suggest("zda", scope=STAFF)] == []
        assert [s.text for s in index.suggest("zdm", scope=STAFF)] == ["張大明"]
        assert [s.text for s in index.suggest("兴修", scope=STAFF)] == ["关于兴修水库的请示"]
        assert [s.text for s in index.suggest("关于", scope=STAFF)] == ["关于兴修水库的请示"]
        assert index.suggest("。", scope=STAFF) == ()

    def test_it_suggests_nothing_from_records_the_scope_may_not_see(self, index):
        assert index.suggest("单小", scope=ANYBODY) == ()
        assert index.suggest("未开放", scope=ANYBODY) == ()
        assert [(s.text, s.count) for s in index.suggest("单", scope=OF_D1)] == [("单小芳", 1)]
        assert [(s.text, s.count) for s in index.suggest("张小", scope=ANYBODY)] == [("张小明", 1)]

    def test_it_replaces_a_document_and_forgets_its_old_words(self, index):
        with index.write() as batch:
            batch.put(document(2, "改过的题名", "", fonds="J005"))
            batch.put(document(2, "再改的题名", "", fonds="J006"))

        assert self.found(index, words="张小明") == {5}
        assert self.found(index, words="改过的") == set()
        assert self.found(index, words="再改的") == {2}
        assert index.suggest("李红", scope=STAFF) == ()
        assert index.status().documents == len(RECORDS)

    def test_it_deletes(self, index):
        with index.write() as batch:
            batch.delete(2)
            batch.delete(777)

        assert self.found(index, words="婚姻登记") == {3, 5}
        assert index.status().documents == len(RECORDS) - 1

    def test_it_changes_all_or_nothing(self, index):
        with pytest.raises(RuntimeError), index.write() as batch:  # noqa: PT012 - the block is the subject
            batch.put(document(99, "半途而废"))
            batch.delete(1)
            raise RuntimeError

        assert self.found(index, words="半途而废") == set()
        assert 1 in self.found(index, words="水库")
        with index.write() as batch:
            batch.put(document(98, "下一批"))
        assert self.found(index, words="下一批") == {98}
        assert self.found(index, words="半途而废") == set()

    def test_it_serves_the_old_index_until_the_new_one_is_whole(self, index):
        with index.rebuild() as batch:
            batch.put(document(50, "新的索引"))
            batch.flush()
            assert self.found(index, words="新的索引") == set()
            assert self.found(index, words="婚姻登记") == {2, 3, 5}

        assert self.found(index, words="婚姻登记") == set()
        assert self.found(index, words="新的索引") == {50}
        assert index.status().documents == 1

    def test_it_keeps_the_old_index_when_a_rebuild_fails(self, index):
        with pytest.raises(RuntimeError), index.rebuild() as batch:  # noqa: PT012 - the block is the subject
            batch.put(document(50, "新的索引"))
            raise RuntimeError

        assert self.found(index, words="婚姻登记") == {2, 3, 5}
        with index.rebuild() as batch:
            batch.put(document(51, "又一次"))
        assert self.found(index) == {51}

    def test_it_refuses_words_without_any_character(self, index):
        with pytest.raises(NothingToFind):
            index.search(SearchQuery(words="？！"), scope=STAFF)

    @pytest.mark.parametrize("cursor", ["x", "e30", "%%%", "WyJkYXRlIiwtMSxudWxsXQ", "é", "WyJjb2RlIiwxLDVd", "bnVsbA"])
    def test_it_refuses_a_cursor_it_did_not_give_out(self, index, cursor):
        with pytest.raises(BadCursor):
            index.search(SearchQuery(cursor=cursor, sort="date"), scope=STAFF)

    @pytest.mark.parametrize("sort", ["date", "-date", "code", "relevance"])
    def test_it_gives_every_hit_once_page_by_page(self, index, sort):
        whole = [hit.num for hit in index.search(SearchQuery(words="的 -兴", sort=sort), scope=STAFF).hits]

        assert self.walked(index, words="的 -兴", sort=sort, size=1) == whole
        assert sorted(self.walked(index, sort=sort, size=3)) == sorted(record.num for record in RECORDS)

    @pytest.mark.parametrize("sort", ["date", "-date", "code"])
    def test_it_goes_on_behind_the_last_hit_when_others_come_and_go(self, index, sort):
        order = [hit.num for hit in index.search(SearchQuery(sort=sort), scope=STAFF).hits]
        cursor = index.search(SearchQuery(sort=sort, size=4), scope=STAFF).next_cursor
        with index.write() as batch:
            batch.delete(order[0])
            batch.delete(order[1])
            batch.delete(order[3])

        page = index.search(SearchQuery(sort=sort, size=3, cursor=cursor), scope=STAFF)

        assert [hit.num for hit in page.hits] == order[4:7]

    def test_it_sorts_codes_that_differ_only_far_behind(self, empty):
        nums = list(range(1, 181))
        with empty.write() as batch:
            for num in random.Random(3).sample(nums, len(nums)):
                batch.put(document(num, "名册", code=f"J001-WS·1987-Y-BANGONGSHI-{num // 20}-档案{num}"))
            for num in (181, 182, 183):
                batch.put(document(num, "清册", code=f"J00{num - 179}-{num}"))

        assert self.walked(empty, sort="code", size=17) == list(range(1, 184))
        assert [hit.num for hit in index_page(empty, sort="code", number=4, size=8).hits] == nums[24:32]
        assert [hit.num for hit in index_page(empty, sort="code", number=19, size=8).hits] == nums[144:152]
        assert [hit.num for hit in index_page(empty, sort="code", number=23, size=8).hits] == list(range(177, 184))

    @pytest.mark.timeout(60)
    def test_it_reaches_any_page_of_many(self, empty):
        with empty.write() as batch:
            for num in range(1, 10_501):
                batch.put(document(num, f"名册{num % 7}", datekey=19500101 + num % 31))

        last = index_page(empty, sort="-date", number=5_250, size=2)
        nums = [
            hit.num for number in (5_001, 5_002) for hit in index_page(empty, sort="code", number=number, size=2).hits
        ]

        assert last.count == 10_500
        assert len(last.hits) == 2
        assert last.next_cursor == ""
        assert nums == [10_001, 10_002, 10_003, 10_004]
        assert index_page(empty, sort="relevance", number=5_250, size=2, words="名册").hits

    @pytest.mark.timeout(120)
    def test_it_agrees_with_a_plain_look_at_every_text(self, empty):
        records, wanted = invented_records(), random.Random(7)
        with empty.write() as batch:
            for record in records:
                batch.put(record)

        for _ in range(300):
            sequence = units(wanted.choice(records).body)
            start = wanted.randrange(len(sequence))
            phrase = sequence[start : start + wanted.choice((1, 2, 2, 3, 3, 4, 6, 9))]
            truth = {record.num for record in records if stands_in(phrase, record)}

            assert self.found(empty, words='"' + " ".join(phrase) + '"') == truth

    def found(self, index, **query) -> set[int]:
        return {hit.num for hit in index.search(SearchQuery(size=200, **query), scope=STAFF).hits}

    def walked(self, index, **query) -> list[int]:
        nums: list[int] = []
        cursor = ""
        while True:
            page = index.search(SearchQuery(cursor=cursor, **query), scope=STAFF)
            nums += [hit.num for hit in page.hits]
            if not (cursor := page.next_cursor):
                return nums


def index_page(index, *, sort, number, size, words=""):
    cursor = cursor_for_page(number, size, sort=sort)
    return index.search(SearchQuery(words=words, sort=sort, size=size, cursor=cursor), scope=STAFF)


def stands_in(phrase: list[str], record: SearchDocument) -> bool:
    """A second, slow and separate definition: lists of units, looked at place by place."""
    for text in (record.title, record.body, record.code, record.document_number):
        sequence = units(text)
        if any(sequence[i : i + len(phrase)] == phrase for i in range(len(sequence))):
            return True
    return False


VAGUE = [(0, 0), (0, 9), (1, 1), (1, 2), (2, 2), (3, 8), (5, 5), (5, 5), (5, 9), (6, 7), (8, 8), (9, 10), (10, 10)]
"""Pairs of years, counted from 1950, between which a document may be."""


def invented_records() -> list[SearchDocument]:
    """Texts over few characters, so that phrases, near misses and repetitions are many."""
    dice = random.Random(20260101)
    pieces = [
        "人民", "政府", "人", "政", "張", "张", "12", "1987", "１２", "\n", "，", "〔", "〕", " ", "ab",
        "㎡", "興修", "兴", "修",
    ]  # fmt: skip
    return [
        document(num, "".join(dice.choices(pieces, k=4)), "".join(dice.choices(pieces, k=dice.randrange(3, 60))) + "号")
        for num in range(1, 151)
    ]


class TestMemoryIndex(IndexContract):
    @pytest.fixture
    def empty(self, tmp_path):
        return MemoryIndex()


class TestTantivyIndex(IndexContract):
    @pytest.fixture
    def empty(self, tmp_path):
        index = TantivyIndex(tmp_path / "index")
        with index.write():
            pass
        yield index
        index.close()


LETTERS = st.text(alphabet=st.sampled_from('水庫库人民府县12ab〔〕 \n，张?-"张明'), max_size=24)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.tuples(LETTERS, LETTERS, st.booleans()), min_size=1, max_size=6),
    typed=LETTERS,
    tolerant=st.booleans(),
    loose=st.booleans(),
)
def test_it_gives_the_same_on_disk_as_in_memory_for_whatever_is_typed(tmp_path_factory, texts, typed, tolerant, loose):
    records = [
        document(num, title, body, names=(fold(title[:3]),), state="open" if is_open else "deferred", institution="D2")
        for num, (title, body, is_open) in enumerate(texts, 1)
    ]
    memory, disk = MemoryIndex(), TantivyIndex(tmp_path_factory.mktemp("index"))
    for index in (memory, disk):
        with index.write() as batch:
            for record in records:
                batch.put(record)
    query = SearchQuery(words=typed, tolerant=tolerant, loose=loose, size=50)

    for scope in (STAFF, ANYBODY):
        answers = [answer(index, query, scope) for index in (memory, disk)]

        assert answers[0] == answers[1]
    disk.close()


def answer(index, query, scope):
    try:
        page = index.search(replace(query), scope=scope)
    except NothingToFind:
        return "nothing to find"
    suggestions = index.suggest(query.words, scope=scope, limit=100)
    return sorted(hit.num for hit in page.hits), page.count, page.facets, set(suggestions)
