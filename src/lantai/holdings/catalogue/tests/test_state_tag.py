"""The opening state in lists: an icon and a word, in the language of the page, whatever was shown before."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.holdings.catalogue.templatetags.catalogue import opening_state


@pytest.mark.parametrize("state", OpeningState.values)
def test_it_has_an_icon_and_a_word_of_the_language(state):
    record, said = Record(opening_state=state), []
    for language in ("zh-hans", "en", "zh-hans"):
        with override(language):
            said.append(opening_state(record))
            assert said[-1].startswith(f'<span class="state state-{state}"><svg class="icon" aria-hidden="true">')
            assert said[-1].endswith(f"</svg> {record.opening_state_label}</span>")
    assert said[0] == said[2] != said[1]


def test_states_differ_by_icon_and_word():
    assert len({opening_state(Record(opening_state=state)) for state in OpeningState.values}) == len(OpeningState)
