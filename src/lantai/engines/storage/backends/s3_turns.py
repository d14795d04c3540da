"""Who may write at a prefix of an object store, and what is to be finished when that one dies.

An object store has no locks and renames nothing. So whoever writes a tree first puts a note beside the store, which
only one can put (`If-None-Match`), and which says how far it has come:

- `bringing`: these keys are being written, and nobody shall see them in lists. A dead writer's are deleted again.
- `settling`: everything is there. These keys take over from drafts, those are deleted. A dead writer's turn is finished
  by whoever comes next: every step may be done twice.

A note that has not been renewed for `LEASE` is a dead writer's. Time is told by the store, never by our own clocks.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

from ulid import ULID

from lantai.engines.storage.backends.s3_client import Bucket, ConditionFailed
from lantai.engines.storage.errors import BlobIsMissing, StorageError, TreeHasChanged

LEASE = 60.0
"""Seconds after which a note that nobody renewed is a dead writer's."""
PATIENCE = 120.0
"""Seconds somebody waits for another's turn to end."""
BRINGING, SETTLING = "bringing", "settling"


@dataclass(frozen=True, slots=True)
class Note:
    """What a writer says of its turn. Keys are whole keys of the bucket; `draft`: below which its drafts lie."""

    prefix: str
    draft: str
    state: str = BRINGING
    brings: Sequence[str] = ()
    takes_over: Sequence[str] = ()
    drops: Sequence[str] = ()

    def drafts(self) -> list[str]:
        """Where what is to take over lies till then, in the same order."""
        return [f"{self.draft}/{number}" for number in range(len(self.takes_over))]


@dataclass(slots=True)
class Turn:
    """The right to write at a prefix, held by the note whose tag is known here."""

    key: str
    note: Note
    tag: str
    renewed: float = field(default_factory=time.monotonic)
    is_lost: bool = False


class Turns:
    """The notes of a store, below `folder` in its bucket."""

    def __init__(self, bucket: Bucket, folder: str, *, lease: float = LEASE, patience: float = PATIENCE) -> None:
        self._bucket = bucket
        self._notes, self._drafts = f"{folder}/turns/", f"{folder}/drafts/"
        self._lease, self._patience = lease, patience

    def take(self, prefix: str) -> Turn:
        """Wait for the turn at a prefix. Raises `StorageError` when another holds it for too long."""
        key = self._notes + quote(prefix, safe="")
        end = time.monotonic() + self._patience
        while True:
            note = Note(prefix, f"{self._drafts}{ULID()}")
            try:
                return Turn(key, note, self._put(key, note, IfNoneMatch="*"))
            except ConditionFailed:
                if self._clear(key):
                    continue
            if time.monotonic() > end:
                raise StorageError(place=self._bucket.place(prefix), reason="another writer does not end its turn")
            time.sleep(0.05)

    def say(self, turn: Turn, **what: Any) -> None:
        """Put the note anew. Raises `TreeHasChanged` when somebody took us for dead; the turn is theirs then."""
        note = replace(turn.note, **what)
        try:
            turn.tag = self._put(turn.key, note, IfMatch=turn.tag)
        except (ConditionFailed, BlobIsMissing) as error:
            turn.is_lost = True
            raise TreeHasChanged(prefix=note.prefix) from error
        turn.note, turn.renewed = note, time.monotonic()

    def renew(self, turn: Turn) -> None:
        """Say that we live, when it is time to."""
        if time.monotonic() - turn.renewed > self._lease / 4:
            self.say(turn)

    def end(self, turn: Turn) -> None:
        """Do what the note says is left, and take it away. A lost turn is ended by whoever took it."""
        if not turn.is_lost:
            self.renew(turn)
            self._finish(turn.key, turn.note)

    def hidden(self, below: str) -> set[str]:
        """The keys that are being brought just now: not yet to be seen by whoever lists what is `below`.

        When that is a tree that settles this moment, or lies in one, the end of it is waited for.
        """
        while True:
            notes = [note for key in self._keys(self._notes) if (note := self._living(key))]
            if not any(note.state == SETTLING and below.startswith(note.prefix) for note in notes):
                return {key for note in notes if note.state == BRINGING for key in note.brings}
            time.sleep(0.02)

    def _living(self, key: str) -> Note | None:
        """The note, unless it is gone, or a dead writer's whose turn was finished on the way."""
        seen = self._seen(key)
        if seen and seen[2] >= self._lease and self._clear(key):
            return None
        return seen[0] if seen else None

    def sweep(self) -> None:
        """Finish what dead writers left. May run while others write."""
        for key in self._keys(self._notes):
            self._clear(key)

    def _clear(self, key: str) -> bool:
        """Whether there is no note any more: a dead writer's is taken over, its turn finished."""
        seen = self._seen(key)
        if seen is None:
            return True
        note, tag, age = seen
        if age < self._lease:
            return False
        try:
            self._put(key, note, IfMatch=tag)
        except (ConditionFailed, BlobIsMissing):
            return False
        self._finish(key, note)
        return True

    def _finish(self, key: str, note: Note) -> None:
        """The note goes last: whoever dies here is followed by somebody who does the same again."""
        drafts = note.drafts()
        if note.state == BRINGING:
            self._delete(note.brings)
        else:
            for draft, target in zip(drafts, note.takes_over, strict=True):
                self._take_over(draft, target)
            self._delete(note.drops)
        self._delete(drafts)
        self._delete([key])

    def _take_over(self, draft: str, target: str) -> None:
        try:
            with self._bucket.worded(draft):
                self._bucket.client.copy({"Bucket": self._bucket.name, "Key": draft}, self._bucket.name, target)
        except BlobIsMissing:
            # Somebody took this turn for dead, finished it and cleared the drafts away: the target is as it should be.
            return

    def _put(self, key: str, note: Note, **condition: str) -> str:
        data = json.dumps(asdict(note), ensure_ascii=False).encode()
        with self._bucket.worded(key):
            answer = self._bucket.client.put_object(Bucket=self._bucket.name, Key=key, Body=data, **condition)
        return str(answer["ETag"])

    def _seen(self, key: str) -> tuple[Note, str, float] | None:
        """The note, its tag, and how many seconds ago it was put by the store's own clock; None: it is gone."""
        try:
            with self._bucket.worded(key):
                answer = self._bucket.client.get_object(Bucket=self._bucket.name, Key=key)
                note = Note(**json.loads(answer["Body"].read()))
        except BlobIsMissing:
            return None
        now = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
        return note, str(answer["ETag"]), (now - answer["LastModified"]).total_seconds()

    def _keys(self, prefix: str) -> Iterator[str]:
        with self._bucket.worded(prefix):
            pages = self._bucket.client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket.name, Prefix=prefix
            )
            for page in pages:
                yield from (entry["Key"] for entry in page.get("Contents", ()))

    def _delete(self, keys: Sequence[str]) -> None:
        for start in range(0, len(keys), 1000):
            some = [{"Key": key} for key in keys[start : start + 1000]]
            with self._bucket.worded(some[0]["Key"]):
                answer = self._bucket.client.delete_objects(
                    Bucket=self._bucket.name, Delete={"Objects": some, "Quiet": True}
                )
            for error in answer.get("Errors", ()):
                raise StorageError(
                    place=self._bucket.place(error["Key"]), reason=f"{error['Code']}: {error['Message']}"
                )
