"""An object store on this machine, spoken to over HTTP: for tests of what is kept in buckets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

KEYS = {"AWS_ACCESS_KEY_ID": "nobody", "AWS_SECRET_ACCESS_KEY": "nothing", "AWS_EC2_METADATA_DISABLED": "true"}


@dataclass(frozen=True)
class MadeBucket:
    """A fresh bucket. `client` is another program's: what it changes, our store is to notice."""

    name: str
    endpoint: str
    client: Any

    def url(self, prefix: str) -> str:
        return f"s3://{self.name}/{prefix}?endpoint={self.endpoint}"

    def all_keys(self) -> list[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name)
        return [entry["Key"] for page in pages for entry in page.get("Contents", ())]

    def save(self, prefix: str, folder: Path) -> Path:
        """Everything below the prefix as files, for tools that judge folders."""
        for key in self.all_keys():
            if key.startswith(f"{prefix}/"):
                target = folder / key[len(prefix) + 1 :]
                target.parent.mkdir(parents=True, exist_ok=True)
                self.client.download_file(self.name, key, str(target))
        return folder


@pytest.fixture(scope="session")
def object_store() -> Iterator[str]:
    """The address of the server, and keys for it in the environment."""
    from moto.server import ThreadedMotoServer  # a web framework that other tests need not wait for

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    before = {name: os.environ.get(name) for name in KEYS}
    os.environ.update(KEYS)
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture
def bucket(object_store: str, request: pytest.FixtureRequest) -> MadeBucket:
    import boto3

    client = boto3.client("s3", endpoint_url=object_store, region_name="us-east-1")
    name = f"bucket-{abs(hash(request.node.nodeid))}"
    client.create_bucket(Bucket=name)
    return MadeBucket(name, object_store, client)
