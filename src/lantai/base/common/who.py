"""Who did something, as people read it: what is kept is a label, of the machine itself a word of the program."""

from __future__ import annotations

from django.utils.translation import gettext

OPERATOR = "operator"
"""The label of acts done at the machine itself, as `accounts.access` has it."""


def called(label: str) -> str:
    """Standing alone, in a table or a heading: names go through as they are."""
    return gettext("operator") if label == OPERATOR else label


def named_in_sentence(label: str) -> str:
    """Within a sentence, never at its beginning."""
    return gettext("the operator") if label == OPERATOR else label
