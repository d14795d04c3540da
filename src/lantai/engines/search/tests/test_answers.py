"""Facets kept for those who ask the same: never for anybody else, and never longer than a commit."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace

import pytest

from lantai.base.accounts.access import Share
from lantai.engines.search.backends import tantivy
from lantai.engines.search.backends.answers import Answers, Question
from lantai.engines.search.backends.tantivy import TantivyIndex
from lantai.engines.search.document import SearchDocument, SearchQuery, State, Swept


@dataclass(frozen=True)
class Eyes:
    everything: bool = False
    institutions: frozenset[str] = frozenset()
    share: Share | None = None


ANYBODY, OF_D1, OF_D2, OPERATOR = (
    Eyes(),
    Eyes(institutions=frozenset({"D1"})),
    Eyes(False, frozenset({"D2"})),
    Eyes(True),
)
LENT, DESCRIBED = (Eyes(share=Share("A1", "D1", frozenset(), frozenset(), pages=pages)) for pages in (True, False))
EVERYBODY = (ANYBODY, OF_D1, OF_D2, OPERATOR, LENT, DESCRIBED)
SHOWN_ONLY = {"sort": "date", "cursor": "WyJkYXRlIiwxLG51bGxd", "size": 7}
"""What says which hits are shown, and changes no count."""
OTHER = {
    "words": "水库",
    **dict.fromkeys(("fonds", "type", "retention", "state", "level"), ("x",)),
    "year_from": 1950,
    "year_to": 1960,
    "day_from": dt.date(1950, 3, 1),
    "day_to": dt.date(1960, 3, 31),
    "tolerant": True,
    "loose": True,
    "hidden": frozenset({3}),
    "swept": (Swept(institution="D1", fonds="J001", to="restricted"),),
    "facets": False,
}


def test_a_question_is_the_whole_scope_and_all_of_the_query_that_counts():
    asked = SearchQuery()

    assert {field.name for field in fields(SearchQuery)} == set(SHOWN_ONLY) | set(OTHER)
    assert len({Question.of(asked, scope) for scope in EVERYBODY}) == len(EVERYBODY)
    assert {Question.of(replace(asked, **{name: value}), ANYBODY) for name, value in SHOWN_ONLY.items()} == {
        Question.of(asked, ANYBODY)
    }
    different = {Question.of(replace(asked, **{name: value}), ANYBODY) for name, value in OTHER.items()}
    assert len(different | {Question.of(asked, ANYBODY)}) == len(OTHER) + 1


def test_the_one_not_asked_for_longest_makes_room():
    answers, questions = Answers(most=2), [Question.of(SearchQuery(words=str(n)), ANYBODY) for n in range(3)]
    for question in questions[:2]:
        answers.keep(question, {})
    answers.get(questions[0])
    answers.keep(questions[2], {})

    assert [answers.get(question) for question in questions] == [{}, None, {}]


@pytest.fixture(params=[-1, 50_000], ids=["beside the hits", "behind the hits"])
def index(tmp_path, request, monkeypatch):
    monkeypatch.setattr(tantivy, "_MANY", request.param)
    made = TantivyIndex(tmp_path)
    put(made, *(document(num, state, archive) for num, (state, archive) in enumerate(RECORDS, 1)))
    yield made
    made.close()


RECORDS = [(State.OPEN, "D1"), (State.OPEN, "D2"), (State.RESTRICTED, "D1"), (State.DEFERRED, "D2"), (State.OPEN, "D2")]


def document(num, state, archive):
    return SearchDocument(
        num=num, id=str(num), code=f"J{num}", title="水库", fonds=archive, state=state, institution=archive
    )


def put(index, *documents):
    with index.write() as batch:
        for one in documents:
            batch.put(one)


def counted(index, scope, **asked):
    page = index.search(SearchQuery(words="水库", **asked), scope=scope)
    return page.count, dict(page.facets["fonds"])


def test_everybody_is_told_what_they_may_see_whoever_asked_before(index):
    expected = {
        ANYBODY: (3, {"D1": 1, "D2": 2}),
        OF_D1: (4, {"D1": 2, "D2": 2}),
        OF_D2: (4, {"D1": 1, "D2": 3}),
        OPERATOR: (5, {"D1": 2, "D2": 3}),
        LENT: (1, {"D1": 1}),
        DESCRIBED: (1, {"D1": 1}),
    }
    for scope in (*EVERYBODY, *reversed(EVERYBODY)):
        assert counted(index, scope) == expected[scope]
        assert counted(index, scope, sort="date", size=1) == expected[scope]


def test_many_who_ask_at_once_are_each_told_their_own(index):
    alone = [counted(index, scope) for scope in EVERYBODY]
    put(index, document(9, State.OPEN, "D9"))
    with ThreadPoolExecutor(8) as crowd:
        together = list(crowd.map(lambda scope: counted(index, scope), EVERYBODY * 20))

    seen = [scope.share is None for scope in EVERYBODY]  # what is opened is not lent
    told = zip(alone, seen, strict=True)
    assert together == [(count + 1, {**of, "D9": 1}) if opened else (count, of) for (count, of), opened in told] * 20


def test_a_record_closed_meanwhile_is_not_counted(index):
    assert counted(index, ANYBODY) == (3, {"D1": 1, "D2": 2})
    assert counted(index, ANYBODY, hidden=frozenset({5})) == (2, {"D1": 1, "D2": 1})
    put(index, document(2, State.RESTRICTED, "D2"))

    assert counted(index, ANYBODY) == (2, {"D1": 1, "D2": 1})


def test_who_changes_the_facets_he_was_given_changes_nobody_elses(index):
    index.search(SearchQuery(words="水库"), scope=ANYBODY).facets.clear()

    assert counted(index, ANYBODY) == (3, {"D1": 1, "D2": 2})
