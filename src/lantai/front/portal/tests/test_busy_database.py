"""Who waits too long for another writer is told so, and loses nothing."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import connection

from lantai.base.audit.models import Event


@pytest.mark.django_db(transaction=True)
def test_a_form_that_cannot_be_saved_in_time_is_refused_in_words(client):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL lets many write at a time")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(connection.settings_dict["NAME"])
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = client.post("/sign-in", {"username": "nobody", "password": "wrong"})
    finally:
        other.rollback()
        other.close()
        connection.close()

    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "同时写入的人太多" in answer.content.decode()
    assert not Event.objects.exists()
