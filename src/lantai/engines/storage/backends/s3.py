"""A store in a bucket of an object store (Amazon S3, MinIO, Ceph, and others that keep conditions on writing).

The bucket holds below the prefix exactly what a folder would hold, so that other tools read it. What is directly in a
tree (an OCFL object's declaration and inventory) is written last: whoever asks for it sees the old tree or the new one.
Lists hide what is only being brought. Notes and drafts lie beside the prefix, in `<prefix>.work/`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from ulid import ULID

from lantai.engines.storage.backends.s3_client import Bucket, ConditionFailed, StoreKnowsNoConditions, reader
from lantai.engines.storage.backends.s3_turns import LEASE, SETTLING, Turn, Turns
from lantai.engines.storage.backends.workplace import Workplace
from lantai.engines.storage.errors import BlobIsMissing, StorageError, TreeHasChanged, worded
from lantai.engines.storage.protocol import Publication, checked

AT_ONCE = 8
"""So many files of a tree are sent at the same time."""
PAGE = 1000
"""So many keys an object store names in one answer."""


class S3BlobStore:
    """See `BlobStore`.

    `prefix`: the folder in the bucket, never empty: notes and drafts lie beside it. `work`: a folder of this machine in
    which trees are built before they are sent. `lease`: seconds after which a silent writer is taken for dead.
    """

    def __init__(
        self, bucket: str, prefix: str, *, endpoint: str = "", region: str = "", work: Path, lease: float = LEASE
    ) -> None:
        self._bucket = Bucket(bucket, endpoint, region)
        self._root = f"{checked(prefix)}/"
        self._beside = f"{prefix}.work"
        self._turns = Turns(self._bucket, self._beside, lease=lease)
        self._workplace = Workplace(Path(work))

    def prepare(self) -> None:
        with worded(self._workplace.folder):
            self._workplace.folder.mkdir(parents=True, exist_ok=True)
            with self._workplace.locked():
                self._workplace.sweep()
        self._require_conditions()
        self._turns.sweep()

    @contextmanager
    def staging(self) -> Iterator[Path]:
        with ExitStack() as stack:
            with worded(self._workplace.folder):
                self._workplace.folder.mkdir(parents=True, exist_ok=True)
                folder = stack.enter_context(self._workplace.staging())
            yield folder

    def open(self, key: str) -> BinaryIO:
        size, tag = self._head(key)
        return cast("BinaryIO", reader(self._bucket, self._whole(key), size=size, tag=tag))

    def size(self, key: str) -> int:
        return self._head(key)[0]

    def exists(self, key: str) -> bool:
        try:
            self._head(key)
        except BlobIsMissing:
            return False
        return True

    def list(self, prefix: str = "") -> Iterator[str]:
        below = self._below(prefix)
        hidden = self._turns.hidden(below)
        yield from (self._inner(key) for key in self._walk(below) if key not in hidden)

    def folders(self, prefix: str = "") -> Iterator[str]:
        """A folder is there when something in it is to be seen."""
        below = self._below(prefix)
        hidden = self._turns.hidden(below)
        for folder in self._level(below)[0]:
            if not any(key.startswith(folder) for key in hidden) or not hidden.issuperset(self._flat(folder)):
                yield self._inner(folder[:-1])

    def files(self, prefix: str = "") -> Iterator[str]:
        below = self._below(prefix)
        hidden = self._turns.hidden(below)
        yield from (self._inner(key) for key in self._level(below)[1] if key not in hidden)

    def put(self, key: str, data: bytes) -> None:
        whole = self._whole(key)
        with self._bucket.worded(whole):
            self._client.put_object(Bucket=self._bucket.name, Key=whole, Body=data)

    def publish_trees(self, publications: Sequence[Publication]) -> None:
        for publication in publications:
            self._publish(publication)

    def delete_tree(self, prefix: str) -> None:
        below = self._below(checked(prefix))
        turn = self._turns.take(below)
        keys = [*self._flat(below)]
        if self.exists(prefix):
            keys.append(self._whole(prefix))
        self._turns.say(turn, state=SETTLING, drops=keys)
        self._turns.end(turn)

    def local_path(self, key: str) -> Path | None:
        self._head(key)
        return None

    def local_tree(self, prefix: str) -> Path | None:
        checked(prefix)
        return None

    def free_bytes(self) -> int:
        return sys.maxsize

    @property
    def _client(self) -> Any:
        return self._bucket.client

    def _whole(self, key: str) -> str:
        return self._root + checked(key)

    def _inner(self, whole: str) -> str:
        return whole[len(self._root) :]

    def _below(self, prefix: str) -> str:
        return f"{self._whole(prefix)}/" if prefix else self._root

    def _head(self, key: str) -> tuple[int, str]:
        whole = self._whole(key)
        try:
            with self._bucket.worded(whole):
                answer = self._client.head_object(Bucket=self._bucket.name, Key=whole)
        except BlobIsMissing as error:  # an answer without a body: whether the bucket is there is asked apart
            with self._bucket.worded():
                self._client.list_objects_v2(Bucket=self._bucket.name, Prefix=self._root, MaxKeys=1)
            raise BlobIsMissing(key=key) from error
        return int(answer["ContentLength"]), str(answer["ETag"])

    def _pages(self, below: str, **how: Any) -> Iterator[Mapping[str, Any]]:
        with self._bucket.worded(below):
            yield from self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket.name, Prefix=below, **how
            )

    def _flat(self, below: str) -> Iterator[str]:
        """All keys below, in the store's own order."""
        for page in self._pages(below):
            yield from (entry["Key"] for entry in page.get("Contents", ()))

    def _level(self, below: str) -> tuple[Sequence[str], Sequence[str]]:
        """Folders (with their slash) and keys one step below, each sorted by name."""
        folders: list[str] = []
        keys: list[str] = []
        for page in self._pages(below, Delimiter="/"):
            folders += [entry["Prefix"] for entry in page.get("CommonPrefixes", ())]
            keys += [entry["Key"] for entry in page.get("Contents", ())]
        return sorted(folders, key=lambda name: name[:-1]), sorted(keys)

    def _walk(self, below: str) -> Iterator[str]:
        """All keys below, part by part: one request where one answer names them all, else folder by folder."""
        with self._bucket.worded(below):
            answer = self._client.list_objects_v2(Bucket=self._bucket.name, Prefix=below, MaxKeys=PAGE)
        if not answer.get("IsTruncated"):
            keys = [entry["Key"] for entry in answer.get("Contents", ())]
            yield from sorted(keys, key=lambda key: key[len(below) :].split("/"))
            return
        folders, keys_here = self._level(below)
        for name in sorted([*folders, *keys_here], key=lambda name: name.rstrip("/")):
            if name.endswith("/"):
                yield from self._walk(name)
            else:
                yield name

    def _publish(self, publication: Publication) -> None:
        below, staged = self._below(publication.prefix), _staged(publication.staged)
        turn = self._turns.take(below)
        try:
            there = {key[len(below) :] for key in self._flat(below)}
            self._refuse_changed(publication, there)
            last = sorted((path for path in staged if "/" not in path or path in there), key=_top_level_last)
            first = sorted(staged.keys() - set(last))
            self._turns.say(turn, brings=[below + path for path in first], takes_over=[below + path for path in last])
            self._send(turn, [(staged[path], below + path) for path in first])
            self._send(turn, [(staged[path], draft) for path, draft in zip(last, turn.note.drafts(), strict=True)])
            gone = there - {checked(path) for path in publication.carry} - staged.keys()
            self._turns.say(turn, state=SETTLING, drops=[below + path for path in sorted(gone)])
        finally:
            # Refused or broken off, it is still a turn that brings: what was sent is taken away again.
            self._turns.end(turn)

    def _refuse_changed(self, publication: Publication, there: set[str]) -> None:
        expects = publication.expects
        missing = any(path not in there for path in publication.carry)
        if missing or (expects is not None and not expects and there):
            raise TreeHasChanged(prefix=publication.prefix)
        for path, data in (expects or {}).items():
            try:
                with self.open(f"{publication.prefix}/{path}") as blob:
                    same = blob.read() == data
            except BlobIsMissing:
                same = False
            if not same:
                raise TreeHasChanged(prefix=publication.prefix)

    def _send(self, turn: Turn, files: Sequence[tuple[Path, str]]) -> None:
        """Several at a time. The turn is renewed while they are under way, however long one takes."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            sent = [pool.submit(self._send_one, source, key) for source, key in files]
            try:
                for each in sent:
                    self._wait(each.result, turn)
            except BaseException:
                for each in sent:
                    each.cancel()
                raise

    def _wait(self, result: Callable[..., None], turn: Turn) -> None:
        while True:
            try:
                result(timeout=1.0)
            except TimeoutError:
                self._turns.renew(turn)
            else:
                self._turns.renew(turn)
                return

    def _send_one(self, source: Path, key: str) -> None:
        from boto3.exceptions import S3UploadFailedError

        with worded(source), self._bucket.worded(key):
            try:
                self._client.upload_file(str(source), self._bucket.name, key)
            except S3UploadFailedError as error:
                if error.__cause__ is not None:
                    raise error.__cause__ from error
                raise StorageError(place=self._bucket.place(key), reason=str(error)) from error

    def _require_conditions(self) -> None:
        """Try what everything here rests on: a second writer is refused."""
        key = f"{self._beside}/conditions/{ULID()}"
        with self._bucket.worded(key):
            self._client.put_object(Bucket=self._bucket.name, Key=key, Body=b"", IfNoneMatch="*")
        try:
            with self._bucket.worded(key):
                self._client.put_object(Bucket=self._bucket.name, Key=key, Body=b"", IfNoneMatch="*")
        except ConditionFailed:
            return
        else:
            raise StoreKnowsNoConditions(place=self._bucket.place())
        finally:
            with self._bucket.worded(key):
                self._client.delete_object(Bucket=self._bucket.name, Key=key)


def _staged(folder: Path) -> Mapping[str, Path]:
    with worded(folder):
        return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def _top_level_last(path: str) -> tuple[bool, str]:
    return "/" not in path, path
