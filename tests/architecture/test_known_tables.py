"""Every verb asks whether the tables are of this version: without loading a single migration."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from lantai.config import ready


def test_the_migrations_looked_for_are_those_django_finds():
    found = {
        (app.label, name) for app in apps.get_app_configs() for name in ready._migrations_in(f"{app.path}/migrations")
    }

    assert found == set(MigrationLoader(None).disk_migrations)


@pytest.mark.django_db
def test_tables_are_not_known_when_one_migration_has_not_been_applied():
    assert ready.tables_are_known()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'catalogue' AND name LIKE '0001%%'")

    assert not ready.tables_are_known()
