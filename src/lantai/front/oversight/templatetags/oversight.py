"""Words for events."""

from __future__ import annotations

from django import template

from lantai.front.oversight.words import capacity_words, kind_words, verb_words

register = template.Library()
register.filter("verb_words", verb_words)
register.filter("kind_words", kind_words)
register.filter("capacity_words", capacity_words)
