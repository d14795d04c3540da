"""Decisions on very many documents, for every search index, and what they make of a document."""

from __future__ import annotations

from dataclasses import replace

from lantai.engines.search.document import SearchDocument, Swept

CLOSED_J001 = Swept(institution="D1", fonds="J001", to="restricted")
OPENED_AGAIN = Swept(institution="D1", fonds="J001", to="open", states=("restricted",))
OPENED_J002 = Swept(institution="D1", fonds="J002", to="open")
DECISIONS = (
    (CLOSED_J001,),
    (replace(CLOSED_J001, years=(None, 1960)),),
    (replace(CLOSED_J001, years=(1959, None)),),
    (replace(CLOSED_J001, type="WS"),),
    (replace(CLOSED_J001, retention="D30", but=frozenset({1})),),
    (replace(CLOSED_J001, but=frozenset({9})),),
    (replace(CLOSED_J001, states=("deferred",)),),
    (replace(CLOSED_J001, institution="D2"),),
    (OPENED_J002,),
    (replace(OPENED_J002, type="WS"),),
    (replace(OPENED_J002, but=frozenset({5})),),
    (replace(OPENED_J002, institution="D2", fonds="J009"),),
    (replace(CLOSED_J001, unless=(OPENED_AGAIN,)), OPENED_AGAIN),
    (
        replace(OPENED_J002, unless=(replace(CLOSED_J001, fonds="J002", type="HY"),)),
        replace(CLOSED_J001, fonds="J002", type="HY"),
    ),
)
"""On one fonds each, alone and one after the other."""


def decided_on(decided: tuple[Swept, ...], document: SearchDocument) -> SearchDocument:
    """The document as decisions leave it, taken one after the other."""
    for each in decided:
        if each.means(document) and document.num not in each.but and document.state in each.states:
            document = replace(document, state=each.to)
    return document
