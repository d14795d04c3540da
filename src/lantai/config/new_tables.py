"""The tables of a new archive, made from the models at once; what exists already is migrated step by step.

Applying every migration to nothing takes half a minute, most of it to imagine models as they were in between. That both
ways end with the same tables, indexes, constraints and triggers is held by `tests/contracts/test_new_tables.py`.
"""

from __future__ import annotations

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def make_new_tables() -> None:
    """Make all tables, their triggers, and the note that every migration is applied: one transaction, or nothing."""
    connection.disable_constraint_checking()  # SQLite heeds this only before a transaction begins
    try:
        with transaction.atomic():
            emit_pre_migrate_signal(0, interactive=False, db=connection.alias)
            with connection.schema_editor() as editor:
                for model in apps.get_models():
                    if model._meta.can_migrate(connection):
                        editor.create_model(model)
            emit_post_migrate_signal(0, interactive=False, db=connection.alias)
            _note_migrations()
    finally:
        connection.enable_constraint_checking()


def _note_migrations() -> None:
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in sorted(MigrationLoader(connection).graph.nodes):
        recorder.record_applied(app, name)
