"""The connection: Django's, but for how tables are changed. The module's name is the one Django looks for."""

from __future__ import annotations

from django.db.backends.sqlite3 import base

from lantai.base.common.sqlite.schema import SchemaEditor


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = SchemaEditor
