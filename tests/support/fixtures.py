"""Fixtures every app may use: a home of one test's own, and an archive with a fonds in it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.actions import found_institution
from lantai.engines.storage.current import blob_store
from lantai.holdings.catalogue.actions import found_fonds
from lantai.holdings.preservation.ocfl.layout import prepare_root
from tests.support.tables import copy_tables, template_database
from tests.support.world import World, standing


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """A third of a second of the processor for every user made is for the archive, not for its tests.

    `test_it_keeps_passwords_by_scrypt` holds to the setting that is shipped, and programs started by tests have it too.
    """
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> None:
    """The database of this process begins as a copy of one with all tables: Django finds no migration to be made."""
    if connection.vendor == "sqlite":
        copy_tables(Path(connection.creation._get_test_db_name()))
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = template_database()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The copy just made is not deleted before its use; it goes away with the home of the run."""
    return connection.vendor == "sqlite"


@pytest.fixture
def home(settings, tmp_path):
    """Storage, index, work and cache folders below the test's own folder."""
    settings.STORAGE = {**settings.STORAGE, "PATH": tmp_path / "storage"}
    settings.SEARCH = {**settings.SEARCH, "PATH": tmp_path / "index"}
    settings.AUDIT = {**settings.AUDIT, "PATH": tmp_path / "audit"}
    settings.QUARANTINE_FOLDER = tmp_path / "quarantine"
    for name in ("WORK_FOLDER", "CACHE_FOLDER", "INTAKE_FOLDER"):
        folder = tmp_path / name.lower()
        folder.mkdir()
        setattr(settings, name, folder)
    blob_store.cache_clear()
    store = blob_store()
    store.prepare()
    prepare_root(store)
    yield tmp_path
    blob_store.cache_clear()


@pytest.fixture
def fonds(db, home):
    """A fonds of a made-up archive, with storage and index ready."""
    archive = found_institution(actor=OPERATOR, code="999001", name="临江区档案馆")
    return found_fonds(actor=OPERATOR, institution=archive, code="J001", title="临江区人民政府办公室")


@pytest.fixture(scope="module")
def standing_world(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[World]:
    """Built once for a module: it costs a second, and most tests only read it."""
    with django_db_blocker.unblock(), standing(tmp_path_factory.mktemp("world")) as built:
        yield built


@pytest.fixture
def world(standing_world, db) -> World:
    """The archive with its people, two records and pages; rows are as they were, whatever the test before did to them.

    Files and index are not put back: a test about those builds a world of its own in its own `home`.
    """
    for thing in (standing_world.fonds, standing_world.transfer, standing_world.opened, standing_world.unopened):
        thing.refresh_from_db()
    return standing_world


@pytest.fixture
def small_disk(tmp_path):
    """A disk of two megabytes, and a way to make it larger."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0:
        pytest.skip("a small disk is mounted for this test, which only root may do")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine does not let the tests mount a small disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)
