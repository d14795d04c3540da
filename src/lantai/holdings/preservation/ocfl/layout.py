"""The storage root: its declaration, and where in it an object lies (extension 0003, hashed n-tuples with the id).

0003 rather than 0004: the folder of an object bears its id, so a person can find it without a database, and the
validator others use (ocfl-py) knows the layout. Two tuples of two characters: 65,536 folders, some 150 objects in each
at ten million, and only two folders to make for a new object.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import unquote

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.preservation.ocfl.inventory import INVENTORY, SPECIFICATION

ROOT_DECLARATION = f"0=ocfl_{SPECIFICATION}"
LAYOUT_FILE = "ocfl_layout.json"
EXTENSION = "0003-hash-and-id-n-tuple-storage-layout"
EXTENSIONS = "extensions"
CONFIG_FILE = f"{EXTENSIONS}/{EXTENSION}/config.json"
TUPLE_SIZE = 2
TUPLES = 2
_LONGEST_ID = 100
_TO_ENCODE = re.compile(r"[^A-Za-z0-9_-]")

_CONFIG = {"extensionName": EXTENSION, "digestAlgorithm": "sha256", "tupleSize": TUPLE_SIZE, "numberOfTuples": TUPLES}
_LAYOUT = {
    "extension": EXTENSION,
    "description": "SHA-256 of the object's id in lower-case hex, two tuples of two characters, then a folder named "
    "by the percent-encoded id. 对象标识的 SHA-256 小写十六进制,取两段各两位为两级目录,再以百分号编码的标识为目录名。",
}
_README = """\
本目录按 OCFL 1.1(Oxford Common File Layout,https://ocfl.io/1.1/spec/)存放档案,不依赖任何软件即可阅读。
每件(卷)档案一个对象目录。inventory.json 记载各版本的文件名与 SHA-512;v1/content/original/ 下是原件,一字节未改;
description.json 是著录,premis.xml 是保存元数据(PREMIS 3),manifest-sm3.txt 是各文件的 SM3(GB/T 32905)。
请勿手工增删改本目录中的任何文件。

This folder holds archives in the Oxford Common File Layout 1.1 (https://ocfl.io/1.1/spec/); no software is needed to
read it. One folder is one object. Its inventory.json names the files of every version with their SHA-512; originals lie
untouched in v1/content/original/, description.json describes them, premis.xml holds preservation metadata (PREMIS 3),
manifest-sm3.txt the SM3 digest (GB/T 32905) of every file. Change nothing here by hand.
"""


class RootHasAnotherLayout(ArchiveError):
    code = "preservation.root_layout"
    message = gettext_noop("The storage root was laid out by other rules than Lantai's (%(file)s differs).")
    hint = gettext_noop("Point the storage to an empty folder, or to the root this archive was made with.")
    http_status = 500
    exit_code = 4


def object_id_for(ulid: str) -> str:
    """The id of the object that keeps the record with this ULID."""
    return f"urn:ulid:{ulid}"


@lru_cache(maxsize=1024)
def object_prefix(object_id: str) -> str:
    """Where the object lies, relative to the root."""
    digest = hashlib.sha256(object_id.encode()).hexdigest()
    tuples = [digest[n * TUPLE_SIZE : (n + 1) * TUPLE_SIZE] for n in range(TUPLES)]
    return "/".join([*tuples, _folder_name(object_id, digest)])


def prepare_root(store: BlobStore) -> None:
    """Make the store an OCFL storage root; again is harmless. The declaration comes last: it says all is there."""
    store.prepare()
    _put_once(store, CONFIG_FILE, _json(_CONFIG))
    _put_once(store, LAYOUT_FILE, _json(_LAYOUT))
    if not store.exists("README.txt"):
        store.put("README.txt", _README.encode())
    _put_once(store, ROOT_DECLARATION, f"ocfl_{SPECIFICATION}\n".encode())


def iter_objects(store: BlobStore) -> Iterator[str]:
    """The id of every object, in the order of their prefixes: always the same, so a long walk can be resumed."""
    for prefix in iter_prefixes(store):
        name = prefix.rpartition("/")[2]
        yield _id_from_inventory(store, prefix) if len(name) > _LONGEST_ID else unquote(name)


def iter_prefixes(store: BlobStore) -> Iterator[str]:
    """The prefix of every folder at the depth where objects lie."""
    level: Iterator[str] = (folder for folder in store.folders() if folder != EXTENSIONS)
    for _ in range(TUPLES):
        level = _one_deeper(store, level)
    return level


def _one_deeper(store: BlobStore, level: Iterator[str]) -> Iterator[str]:
    for folder in level:
        yield from store.folders(folder)


def _folder_name(object_id: str, digest: str) -> str:
    name = _TO_ENCODE.sub(lambda found: _percent(found.group()), object_id)
    return name if len(name) <= _LONGEST_ID else f"{name[:_LONGEST_ID]}-{digest}"


def _percent(character: str) -> str:
    return "".join(f"%{byte:02x}" for byte in character.encode())


def _put_once(store: BlobStore, key: str, data: bytes) -> None:
    if not store.exists(key):
        store.put(key, data)
        return
    with store.open(key) as blob:
        if blob.read() != data:
            raise RootHasAnotherLayout(file=key)


def _json(body: Mapping[str, object]) -> bytes:
    return json.dumps(body, ensure_ascii=False, indent=2).encode() + b"\n"


def _id_from_inventory(store: BlobStore, prefix: str) -> str:
    with store.open(f"{prefix}/{INVENTORY}") as blob:
        return str(json.load(blob)["id"])
