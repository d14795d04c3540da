"""From words, filters and scope to one query of the engine. Nothing a person typed is ever parsed by the engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

from tantivy import FieldType, Occur, Query

from lantai.base.common.text import FreeText, Phrase, Words, bigrams
from lantai.engines.search import fields
from lantai.engines.search.backends.tantivy_schema import FILTER_FIELDS, SEEN_BY_ALL, SEEN_IN, clean
from lantai.engines.search.backends.tantivy_years import Years, may_lie_between, may_lie_within
from lantai.engines.search.document import UNOPENED, SearchQuery, State, Swept
from lantai.engines.search.protocol import Lending, Visibility, describes_only

_TITLE_BOOST = 3.0
_NUMBER_SCORE = 50.0
_NAME_SCORE = 20.0
_NEAR_SCORE = 0.1
_WHOLE_BOOST = 4.0

_Placed: TypeAlias = tuple[int, str]
"""A term and its place in a row of units."""


class Compiler:
    """Compiles queries for one schema. `years` says which years the documents have, when somebody asks by years.

    `described`: words are looked for in descriptions, and in no text of a page.
    """

    def __init__(self, schema: Any, years: Callable[[], Years], *, described: bool = False) -> None:
        self._schema, self._years, self._described = schema, years, described

    def query(self, words: Words, query: SearchQuery, scope: Visibility) -> Any:
        """Everything in one: who may see it, what it must be and what it says."""
        if describes_only(scope) and not self._described:
            return Compiler(self._schema, self._years, described=True).query(words, query, scope)
        clauses = [(Occur.Must, self._part(part, tolerant=query.tolerant)) for part in words.parts]
        tests = [*self._found_by(query, scope), *self._filters(query)]
        clauses += [(Occur.Must, _silent(test)) for test in tests]
        clauses = clauses or [(Occur.Must, Query.all_query())]
        clauses += [(Occur.MustNot, self._phrase(phrase)) for phrase in words.excluded]
        clauses += [(Occur.MustNot, test) for test in self._doubled(scope)]
        if query.hidden:
            clauses.append((Occur.MustNot, self._among(query.hidden)))
        clauses += [(Occur.MustNot, self._swept(each)) for each in query.swept if not each.opens and each.stood]
        return Query.boolean_query(clauses)

    def _found_by(self, query: SearchQuery, scope: Visibility) -> list[Any]:
        """What the scope may see in the states asked for, by the index or by what it has not come to."""
        tests = self._visible(scope)
        if query.state:
            tests.append(self._one_of("state", [clean(value) for value in query.state]))
        opened = [each for each in query.swept if each.opens and each.stood]
        if not opened or not tests or (query.state and State.OPEN not in query.state):
            return tests
        before = Query.boolean_query([(Occur.Must, test) for test in tests])
        return [_any([before, *(self._swept(each) for each in opened)])]

    def _swept(self, swept: Swept) -> Any:
        """The documents a decision is about that the index still has as they were before it."""
        clauses = [(Occur.Must, self._one_of("state", swept.stood)), (Occur.Must, self._meant(swept))]
        if swept.but:
            clauses.append((Occur.MustNot, self._among(swept.but)))
        clauses += [(Occur.MustNot, self._meant(later)) for later in swept.unless]
        return Query.boolean_query(clauses)

    def _meant(self, swept: Swept) -> Any:
        keeper = SEEN_IN + clean(swept.institution)
        tests = [_any([self._term(field, keeper, "basic") for field in ("seen", "twin")])]
        tests += [self._term(name, clean(said), "basic") for name, said in swept.narrowed().items()]
        if swept.years != (None, None):
            tests.append(Query.range_query(self._schema, "year", FieldType.Integer, *swept.years))
        return Query.boolean_query([(Occur.Must, test) for test in tests])

    def _among(self, nums: frozenset[int]) -> Any:
        return Query.term_set_query(self._schema, "num", sorted(nums))

    def visible(self, scope: Visibility) -> Any:
        """What the scope may see, as a query of its own."""
        tests = [(Occur.Must, test) for test in self._visible(scope) or [Query.all_query()]]
        return Query.boolean_query([*tests, *((Occur.MustNot, test) for test in self._doubled(scope))])

    def twins(self) -> Any:
        """All public forms: what is in the index beside the documents."""
        return self._term("twin", SEEN_BY_ALL, "basic")

    def _doubled(self, scope: Visibility) -> list[Any]:
        """The public forms of documents that the scope finds themselves."""
        if scope.everything and scope.share is None:
            return [self.twins()]
        mine = [SEEN_IN + clean(code) for code in sorted(scope.institutions)]
        return [self._one_of("twin", mine)] if mine else []

    def _visible(self, scope: Visibility) -> list[Any]:
        if scope.share is not None:
            return self._lent(scope.share)
        if scope.everything:
            return []
        return [self._one_of("seen", [SEEN_BY_ALL, *(SEEN_IN + clean(code) for code in sorted(scope.institutions))])]

    def _lent(self, share: Lending) -> list[Any]:
        """The giver's own unopened documents, which have no public form, of what is named."""
        tests = [self._term("seen", SEEN_IN + clean(share.giver), "basic"), self._one_of("state", UNOPENED)]
        named = (("type", share.types), ("fonds", share.fonds))
        return tests + [self._one_of(name, [clean(v) for v in sorted(values)]) for name, values in named if values]

    def _filters(self, query: SearchQuery) -> list[Any]:
        tests = [
            self._one_of(name, [clean(v) for v in getattr(query, name)])
            for name in FILTER_FIELDS
            if name != "state" and getattr(query, name)
        ]
        if query.year_from is not None or query.year_to is not None:
            tests.append(may_lie_within(self._schema, self._years(), query.year_from, query.year_to))
        if query.days != (None, None):
            tests += may_lie_between(self._schema, self._years(), *query.days)
        return tests

    def _one_of(self, field: str, values: Sequence[str]) -> Any:
        terms = [(Occur.Should, self._term(field, value, "basic")) for value in values]
        return terms[0][1] if len(terms) == 1 else Query.boolean_query(terms)

    def _part(self, part: Phrase | FreeText, *, tolerant: bool) -> Any:
        if isinstance(part, FreeText):
            return self._free(part)
        ways = [self._phrase(part)]
        if tolerant:
            near = [self._row(sequence) for sequence in fields.with_one_wrong(part.units)]
            ways += [Query.boost_query(query, _NEAR_SCORE) for query in near]
        return _any(ways)

    def _phrase(self, phrase: Phrase) -> Any:
        ways = [self._row(phrase.units)]
        if phrase.number:
            ways.append(Query.const_score_query(self._term("number", clean(phrase.number), "basic"), _NUMBER_SCORE))
        if phrase.letters:
            ways.append(Query.const_score_query(self._term("py", clean(phrase.letters), "basic"), _NAME_SCORE))
        return _any(ways)

    def _row(self, sequence: Sequence[str | None]) -> Any:
        """Units in a row in the description or in the text."""
        pairs, singles = _terms_of(sequence)
        described = Query.boost_query(self._row_in("tb", "tu", pairs, singles), _TITLE_BOOST)
        if self._described:
            return described
        return _any([described, self._row_in("b", "u", pairs, singles)])

    def _row_in(self, pair_field: str, unit_field: str, pairs: list[_Placed], singles: list[_Placed]) -> Any:
        """Units in a row in one field: by bigrams, and where a hole leaves a unit alone, by units as well."""
        if not singles:
            return self._at(pair_field, pairs)
        whole = self._at(unit_field, singles)
        if not pairs:
            return whole
        return Query.boolean_query([(Occur.Must, self._at(pair_field, pairs)), (Occur.Must, whole)])

    def _at(self, field: str, terms: list[_Placed]) -> Any:
        """Terms at fixed distances."""
        if len(terms) == 1:
            return self._term(field, terms[0][1], "position")
        start = terms[0][0]
        return Query.phrase_query(self._schema, field, [(place - start, term) for place, term in terms])

    def _free(self, part: FreeText) -> Any:
        terms = [self._either("tu", "u", unit) for unit in part.units]
        terms += [self._either("tb", "b", gram) for gram in part.bigrams]
        enough = Query.boolean_query([(Occur.Should, term) for term in terms], minimum_number_should_match=part.least)
        whole = Query.boost_query(self._row(part.phrase), _WHOLE_BOOST)
        return Query.boolean_query([(Occur.Must, enough), (Occur.Should, whole)])

    def _either(self, described: str, text: str, term: str) -> Any:
        """A term in the description or in the text."""
        found = self._boosted(described, term)
        return found if self._described else _any([found, self._term(text, term, "position")])

    def _boosted(self, field: str, term: str) -> Any:
        return Query.boost_query(self._term(field, term, "position"), _TITLE_BOOST)

    def _term(self, field: str, value: str, option: str) -> Any:
        return Query.term_query(self._schema, field, value, option)


def most_hits(searcher: Any, words: Words) -> int:
    """About so many documents at most hold these words, by how many hold the rarest pair of each phrase."""
    phrases = [part for part in words.parts if isinstance(part, Phrase)]
    return min([int(searcher.num_docs), *(_most_of(searcher, phrase) for phrase in phrases)])


def _most_of(searcher: Any, phrase: Phrase) -> int:
    known = [unit for unit in phrase.units if unit is not None]
    pairs = bigrams(known) if None not in phrase.units else []
    terms, fields_of = (pairs, ("tb", "b")) if pairs else (known, ("tu", "u"))
    least = min((sum(int(searcher.doc_freq(name, term)) for name in fields_of) for term in terms), default=0)
    return least + (int(searcher.doc_freq("py", clean(phrase.letters))) if phrase.letters else 0)


def _terms_of(sequence: Sequence[str | None]) -> tuple[list[_Placed], list[_Placed]]:
    """Bigrams and units that together stand for a row, with their places; no units where bigrams are enough."""
    units = [(place, unit) for place, unit in enumerate(sequence) if unit is not None]
    if len(units) == len(sequence) > 1:
        return _thinned(list(enumerate(bigrams([unit for _, unit in units])))), []
    found = [
        (place, bigrams([first, second])[0])
        for place, (first, second) in enumerate(pairwise(sequence))
        if first is not None and second is not None
    ]
    covered = {place + step for place, _ in found for step in (0, 1)}
    return found, [] if all(place in covered for place, _ in units) else units


def _thinned(found: list[_Placed]) -> list[_Placed]:
    """Every second bigram and the last cover all units of a plain phrase with half the postings to read."""
    kept = found[::2]
    return kept if kept[-1] == found[-1] else [*kept, found[-1]]


def _any(queries: list[Any]) -> Any:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _silent(query: Any) -> Any:
    """A condition that does not count for the order."""
    return Query.const_score_query(query, 0.0)
