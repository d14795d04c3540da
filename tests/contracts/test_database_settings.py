"""What addresses in settings mean, and what is asked of the database with every connection."""

from pathlib import Path

import pytest
from django.db import close_old_connections, connection

from lantai.config.databases import database_from, storage_from


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


@pytest.mark.django_db(transaction=True)
def test_a_connection_outlives_its_request():
    connection.close()
    connection.ensure_connection()
    held = connection.connection

    close_old_connections()  # what Django does when a request begins and when it ends

    assert connection.connection is held


@pytest.mark.parametrize(
    "url",
    ["s3://", "s3://bucket", "s3://bucket/", "s3://key:secret@bucket/root", "s3://bucket/root?colour=red", "ftp://x/y"],
)
def test_an_address_that_cannot_be_used_is_refused_in_words(url, tmp_path):
    with pytest.raises(SystemExit, match="LANTAI_STORAGE_URL") as refusal:
        storage_from(url, "LANTAI_STORAGE_URL", tmp_path, tmp_path)

    assert "secret" not in str(refusal.value)


def test_an_address_names_bucket_prefix_and_server(tmp_path):
    table = storage_from("s3://Bucket.1/a/b?endpoint=https://host:9000&region=cn", "X", tmp_path, tmp_path / "work")

    assert table == {
        "BACKEND": "lantai.engines.storage.backends.s3.S3BlobStore",
        "BUCKET": "Bucket.1",
        "PREFIX": "a/b",
        "ENDPOINT": "https://host:9000",
        "REGION": "cn",
        "WORK": tmp_path / "work",
    }
