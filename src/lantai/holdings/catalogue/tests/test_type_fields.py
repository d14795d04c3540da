"""Further columns of a record in the words of its type, and what the page says of persons already."""

from lantai.holdings.catalogue.models import PersonEntry, Record
from lantai.holdings.catalogue.type_fields import fields_shown

SAID = {"登记性质": "结婚", "男方住址": "城关镇文庙街27号", "男方出生日期": "19540308", "女方住址": "红旗公社"}


def test_what_a_person_s_entry_says_is_not_said_again_among_the_columns():
    record = Record(record_type="marriage", fields=SAID)
    groom = PersonEntry(name="曾某", role="groom", birth_text="19540308", place="城关镇文庙街27号")
    bride = PersonEntry(name="单某", role="bride", place="红旗公社杨家坝大队")

    alone = fields_shown(record, in_full=True)
    beside = fields_shown(record, in_full=True, persons=[groom, bride])

    assert [each.text for each in alone] == list(SAID.values())
    assert [each.text for each in beside] == ["结婚", "红旗公社"]  # of the bride the entry says more than the column
