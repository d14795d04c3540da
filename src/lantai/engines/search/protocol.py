"""The index every other part of Lantai talks to, and who may see what in it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from django.utils.translation.trans_real import gettext_noop  # unlike its public name, needs no settings

from lantai.base.common.errors import ArchiveError
from lantai.engines.search.document import (
    UNOPENED,
    IndexStatus,
    SearchDocument,
    SearchPage,
    SearchQuery,
    State,
    Suggestion,
)


class Lending(Protocol):
    """What an agreement lends; `accounts.access.Share` has this shape. Of no types or fonds named: of all."""

    @property
    def giver(self) -> str: ...

    @property
    def types(self) -> frozenset[str]: ...

    @property
    def fonds(self) -> frozenset[str]: ...

    @property
    def pages(self) -> bool:
        """Whether their texts are searched; else the description alone."""
        ...


class Visibility(Protocol):
    """For whom a search is made; `accounts.access.Scope` has this shape."""

    @property
    def everything(self) -> bool: ...

    @property
    def institutions(self) -> frozenset[str]:
        """Codes of institutions whose unopened records may be seen too."""
        ...

    @property
    def share(self) -> Lending | None:
        """When set, a search under one agreement: unopened documents it lends, and no others."""
        ...


class Batch(Protocol):
    """Changes that become visible together when the `with` block ends, or not at all."""

    def put(self, document: SearchDocument) -> None:
        """Add the document, or replace the one with the same `num`."""
        ...

    def delete(self, num: int) -> None:
        """Remove the document, if it is there."""
        ...

    def flush(self) -> None:
        """Make what was put so far durable. In `rebuild`, it stays invisible until the end all the same."""
        ...


class SearchIndex(Protocol):
    """One index. All back ends give the same sets of hits, counts, facets and suggestions; scores may differ.

    Reading never blocks and sees everything committed before it. Errors are `IndexNotReady`, `IndexIsBusy`,
    `BadCursor` and `NothingToFind`, and nothing of the engine below.
    """

    def search(self, query: SearchQuery, *, scope: Visibility) -> SearchPage:
        """One page of what the scope may see. Without words, relevance means newest first."""
        ...

    def suggest(self, prefix: str, *, scope: Visibility, limit: int = 8) -> tuple[Suggestion, ...]:
        """Names and titles that begin with what was typed (names also in pinyin), from documents the scope may see."""
        ...

    def write(self) -> AbstractContextManager[Batch]:
        """Change the index: all or nothing, visible to every process when the block has ended. One writer at a time."""
        ...

    def rebuild(self) -> AbstractContextManager[Batch]:
        """Fill a new index beside the old one, which goes on serving, and swap when the block ends without error."""
        ...

    def forget(self) -> None:
        """Give out nothing of what is in it any more: until it is built anew, it is not ready."""
        ...

    def status(self) -> IndexStatus:
        """Never raises; a broken index is a status with a problem."""
        ...

    def close(self) -> None:
        """Let go of the writer, after its merges, so that another process may write."""
        ...


class IndexNotReady(ArchiveError):
    """The index is missing, damaged or of another version."""

    code = "search.index_not_ready"
    message = gettext_noop("The search index cannot be used: %(reason)s.")
    hint = gettext_noop("Run “bin/lantai reindex”; searching works again when it has finished.")
    http_status = 503
    exit_code = 4


class IndexIsBusy(ArchiveError):
    """Another process is writing."""

    code = "search.index_is_busy"
    message = gettext_noop("Another process is writing to the search index in %(folder)s.")
    hint = gettext_noop("Wait until it has finished; the changes are kept and will be indexed then.")
    http_status = 503
    exit_code = 4


class BadCursor(ArchiveError):
    """The place to go on from was not given out by this search."""

    code = "search.bad_cursor"
    message = gettext_noop("The place to continue from is not one this search has given out.")
    hint = gettext_noop("Start again from the first page.")
    http_status = 400
    exit_code = 2


def form_for(document: SearchDocument, scope: Visibility) -> SearchDocument | None:
    """What a scope finds of a document: all of it, its public form, or nothing. The one rule of visibility, in words
    for back ends that keep documents; others compile it into the query.
    """
    if scope.share is not None:
        return document if _is_lent(document, scope.share) else None
    if scope.everything or document.institution in scope.institutions:
        return document
    is_public = document.state == State.OPEN and not document.secret
    return (document.public or document) if is_public else None


def _is_lent(document: SearchDocument, share: Lending) -> bool:
    named = (not share.types or document.type in share.types) and (not share.fonds or document.fonds in share.fonds)
    return document.institution == share.giver and document.state in UNOPENED and named


def describes_only(scope: Visibility) -> bool:
    """Whether words are looked for in descriptions alone: under an agreement that lends no pages."""
    return scope.share is not None and not scope.share.pages
