"""What one archive hands out another takes in: codes, titles, dates, opening and digests are as they were."""

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.models import Institution
from lantai.holdings.accessions.actions import begin_transfer, carry_out
from lantai.holdings.accessions.models import Transfer
from lantai.holdings.catalogue.actions import found_fonds
from lantai.holdings.catalogue.models import Record
from lantai.holdings.exchange.files import Subject
from lantai.holdings.handing_out.actions import hand_out
from lantai.holdings.preservation.models import StoredFile


def test_an_archive_takes_a_bag_of_ours_in_as_it_was(world, tmp_path):
    Record.objects.filter(pk=world.opened.pk).update(creator="云溪区农业局", date_text="1978年3月")
    path, _ = hand_out(actor=OPERATOR, subject=Subject(world.fonds), format="bagit", path=tmp_path / "bag")
    elsewhere = Institution.objects.get(code="LT02")
    fonds = found_fonds(actor=OPERATOR, institution=elsewhere, code="0001", title="云溪区人民政府办公室")

    transfer = carry_out(actor=OPERATOR, transfer=begin_transfer(actor=OPERATOR, fonds=fonds, source=path))

    assert transfer.state == Transfer.State.STORED
    assert told_of(fonds) == told_of(world.fonds)


def told_of(fonds):
    rows = StoredFile.objects.filter(stored__record__fonds=fonds).select_related("stored__record")
    said = ((row.stored.record, row) for row in rows)
    return sorted((r.code, r.title, r.date_text, r.creator, r.opening_state, row.sha512, row.sm3) for r, row in said)
