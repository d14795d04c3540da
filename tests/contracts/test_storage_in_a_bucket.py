"""The storage and a second copy in buckets: stored, judged by another's program, damaged, found, repaired."""

from __future__ import annotations

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.config.databases import storage_from
from lantai.engines.storage.current import blob_store
from lantai.holdings.fixity.actions import Wanted, begin_run, carry_out_run, repair_object, replicate
from lantai.holdings.fixity.models import FixityFinding
from lantai.holdings.fixity.places import quarantine, replicas
from lantai.holdings.fixity.tests.conftest import store_object
from lantai.holdings.preservation.ocfl.check import check_object
from lantai.holdings.preservation.ocfl.layout import object_prefix, prepare_root
from lantai.holdings.preservation.tests.ocfl_objects import outside_judgement

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_buckets(settings, home, bucket):
    settings.STORAGE = storage_from(bucket.url("one"), "LANTAI_STORAGE_URL", home, home / "drafts")
    settings.REPLICAS = [{"NAME": "two", **storage_from(bucket.url("two"), "LANTAI_REPLICAS", home, home / "drafts")}]
    blob_store.cache_clear()
    blob_store().prepare()
    prepare_root(blob_store())
    yield bucket
    blob_store.cache_clear()


def test_what_is_kept_in_buckets_is_judged_good_and_repaired_from_the_other(in_buckets, home):
    rows = [store_object(home, versions) for versions in (1, 3)]
    (place,) = replicas()
    assert replicate(actor=OPERATOR, replica=place.replica).copied == 2
    for prefix in ("one", "two"):
        assert outside_judgement(in_buckets.save(prefix, home / prefix))[:3] == (True, 2, 2), prefix

    key = f"one/{object_prefix(rows[0].object_id)}/v1/content/original/001.tif"
    in_buckets.client.put_object(Bucket=in_buckets.name, Key=key, Body=b"rotten")
    run = carry_out_run(actor=OPERATOR, run=begin_run(actor=OPERATOR, wanted=Wanted()))

    assert [(each.object_id, each.path) for each in FixityFinding.objects.all()] == [
        (rows[0].object_id, "v1/content/original/001.tif")
    ]
    assert run.damaged == 1
    repair_object(actor=OPERATOR, stored=rows[0])
    assert check_object(blob_store(), rows[0].object_id, full=True) == []
    assert [path.read_bytes() for path in quarantine().rglob("001.tif")] == [b"rotten"]
    assert [key for key in in_buckets.all_keys() if not key.startswith(("one/", "two/"))] == []
