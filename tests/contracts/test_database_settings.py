"""What is asked of the database with every connection."""

from pathlib import Path

import pytest
from django.db import connection

from lantai.config.databases import database_from


def test_connections_to_postgresql_ask_for_plans_of_short_questions():
    asked = database_from("postgresql://lantai@127.0.0.1/lantai", Path("/nowhere"))["OPTIONS"]["options"]

    assert "jit=off" in asked
    assert "random_page_cost=1.1" in asked


@pytest.mark.django_db
def test_postgresql_hears_of_it():
    if connection.vendor != "postgresql":
        pytest.skip("asked of PostgreSQL only")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('jit'), current_setting('random_page_cost')")

        assert cursor.fetchone() == ("off", "1.1")
