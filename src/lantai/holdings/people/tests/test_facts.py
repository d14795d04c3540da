"""What a hit says of a person besides the name: what is known, in order, in the language of the page."""

from __future__ import annotations

from django.utils.translation import override

from lantai.holdings.catalogue.models import PersonEntry
from lantai.holdings.people.templatetags.people import facts


def test_what_is_known_is_said_in_order():
    entry = PersonEntry(name="柳文澜", sex="female", birth_year=1956, unit="粮站", place="青山公社")
    with override("en"):
        assert facts(entry) == ["female", "born 1956", "粮站", "青山公社"]
    entry.birth_text = "一九五六年冬"
    with override("zh-hans"):
        assert facts(entry) == ["女", "一九五六年冬 出生", "粮站", "青山公社"]


def test_of_a_mere_name_nothing_is_said():
    assert facts(PersonEntry(name="柳文澜")) == []
