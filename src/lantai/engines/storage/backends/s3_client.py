"""Speaking to an object store: one connection pool a process, and every refusal in the words of this app."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_noop

from lantai.engines.storage.errors import (
    BlobIsMissing,
    DiskIsFull,
    StorageError,
    StorageIsMissing,
    StorageIsReadOnly,
    TreeHasChanged,
)

_MISSING = {"NoSuchKey", "404", "NotFound"}
_NO_BUCKET = {"NoSuchBucket"}
_REFUSED = {"AccessDenied", "403", "Forbidden", "InvalidAccessKeyId", "SignatureDoesNotMatch", "MethodNotAllowed"}
_FULL = {"507", "InsufficientStorage", "QuotaExceeded", "XMinioStorageFull", "TooManyBuckets", "EntityTooLarge"}
_CHANGED = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}
_BUFFER = 256 * 1024


class ConditionFailed(Exception):
    """What was to be written only if nobody else had written it, was written by somebody else."""


class StoreKnowsNoConditions(StorageError):
    code = "storage.no_conditions"
    message = gettext_noop("The object store at %(place)s overwrites what it was told to leave alone.")
    hint = gettext_noop(
        "Two writers could destroy each other's objects there. Use a store that keeps If-None-Match and If-Match on "
        "PutObject, as Amazon S3 (2024), MinIO and Ceph do in their present versions."
    )


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where to speak to. Credentials come from where S3 tools look: variables, the shared file, the machine."""

    name: str
    endpoint: str = ""
    region: str = ""
    _clients: dict[int, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def client(self) -> Any:
        """One for each process: connections must not be shared by what a server forks."""
        process = os.getpid()
        if process not in self._clients:
            self._clients.clear()
            self._clients[process] = self._made()
        return self._clients[process]

    def _made(self) -> Any:
        import boto3  # a third of a second that only those wait for who keep things there
        from botocore.config import Config

        config = Config(
            retries={"mode": "standard", "max_attempts": 5},
            connect_timeout=10,
            read_timeout=60,
            max_pool_connections=32,
            # Stores of other makers refuse the checksums that Amazon's own adds unasked; ours lie in the inventories.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path" if self.endpoint else "auto"},
        )
        return boto3.session.Session().client(
            "s3", endpoint_url=self.endpoint or None, region_name=self.region or "us-east-1", config=config
        )

    def place(self, key: str = "") -> str:
        return f"s3://{self.name}/{key}"

    @contextmanager
    def worded(self, key: str = "") -> Iterator[None]:
        """Turn what the library raises inside the block into the refusal that says what happened at the key.

        Raises `ConditionFailed` as itself: the caller asked a question.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except ClientError as error:
            raise self._refusal(error, key) from error
        except BotoCoreError as error:
            raise StorageError(place=self.place(key), reason=" ".join(str(error).split())) from error

    def _refusal(self, error: Any, key: str) -> Exception:
        said = error.response.get("Error", {})
        code, reason = str(said.get("Code", "")), str(said.get("Message") or error)
        if code in _CHANGED:
            return ConditionFailed(key)
        if code in _NO_BUCKET:
            return StorageIsMissing(place=self.place())
        if code in _MISSING:
            return BlobIsMissing(key=key)
        if code in _FULL:
            return DiskIsFull(place=self.place(), reason=reason)
        if code in _REFUSED:
            return StorageIsReadOnly(place=self.place(key), reason=f"{code}: {reason}")
        return StorageError(place=self.place(key), reason=f"{code}: {reason}")


class S3Reader(io.RawIOBase):
    """A blob as a file that can be read from the middle: one request from wherever reading begins.

    All of it is of one writing: should the blob be replaced between two requests, `TreeHasChanged` is raised.
    """

    def __init__(self, bucket: Bucket, key: str, *, size: int, tag: str) -> None:
        self._bucket, self._key, self._size, self._tag = bucket, key, size, tag
        self._at = 0
        self._body: Any = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if at < 0:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        if at != self._at:
            self._drop()
            self._at = at
        return at

    def readinto(self, target: Any) -> int:
        if self._at >= self._size or not len(target):
            return 0
        data = self._read(len(target))
        target[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._drop()
        super().close()

    def _read(self, most: int) -> bytes:
        """Taken up again once where a connection broke off."""
        import urllib3

        for last in (False, True):
            try:
                if self._body is None:
                    self._body = self._request()
                with self._bucket.worded(self._key):
                    data = bytes(self._body.read(most))
            except (OSError, urllib3.exceptions.HTTPError) as error:
                reason = str(error)
            else:
                if data:
                    return data
                reason = "the answer ended early"
            self._drop()
            if last:
                raise StorageError(place=self._bucket.place(self._key), reason=reason)
        raise AssertionError

    def _request(self) -> Any:
        try:
            with self._bucket.worded(self._key):
                answer = self._bucket.client.get_object(
                    Bucket=self._bucket.name, Key=self._key, Range=f"bytes={self._at}-", IfMatch=self._tag
                )
        except ConditionFailed as error:
            raise TreeHasChanged(prefix=self._key) from error
        return answer["Body"]

    def _drop(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None


def reader(bucket: Bucket, key: str, *, size: int, tag: str) -> io.BufferedReader:
    return io.BufferedReader(S3Reader(bucket, key, size=size, tag=tag), _BUFFER)
