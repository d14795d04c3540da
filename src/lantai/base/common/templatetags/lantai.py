"""Small tags every template may use: icons from the sprite, highlighted text, addresses with changed parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from lantai.base.common.keyset import Total
from lantai.base.common.who import called

register = template.Library()
THEME_COOKIE = "lantai_theme"
LARGE_COOKIE = "lantai_large"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One icon of the sprite; hidden from screen readers unless it carries a label."""
    sprite = static("vendor/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, sprite, name
        )
    return _hidden_icon(sprite, name)


@lru_cache(1000)
def _hidden_icon(sprite: str, name: str) -> SafeString:
    """Made once: a list has one in every row."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name)


@register.simple_tag
def marked(text: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    """The text with every span inside `<mark>`; all of it escaped."""
    parts, last = [], 0
    for start, end in spans:
        parts += [conditional_escape(text[last:start]), format_html("<mark>{}</mark>", text[start:end])]
        last = end
    parts.append(conditional_escape(text[last:]))
    return mark_safe("".join(parts))  # noqa: S308 — every part is escaped above


@register.filter
def total(counted: Total) -> str:
    """A number of rows as people read it; “10,000+” where nobody counted further."""
    return f"{intcomma(counted.number)}{'+' if counted.or_more else ''}"


@register.filter
def who(label: str) -> str:
    """Who did something, as people read it: a name as it is; who works at the machine itself has none, but a word."""
    return called(label)


@dataclass(frozen=True, slots=True)
class Appearance:
    """How this reader wants pages to look, and the address to come back to after changing it."""

    theme: str
    large: bool
    here: str


@register.simple_tag(takes_context=True)
def appearance(context: template.Context) -> Appearance:
    """The reader's choices, kept in two cookies; unknown values count as none."""
    request = context.get("request")
    if request is None:
        return Appearance("light", False, "/")
    theme = "dark" if request.COOKIES.get(THEME_COOKIE) == "dark" else "light"
    here = request.get_full_path() if request.method == "GET" else "/"
    return Appearance(theme, request.COOKIES.get(LARGE_COOKIE) == "1", here)


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, name: str, value: object = None) -> str:
    """The address's query with one parameter set, or dropped when there is no value; a new question starts at its
    first sheet, so `page` and `cursor` are dropped unless they are what is set."""
    query = context["request"].GET.copy()
    for each in ("page", "cursor", name):
        query.pop(each, None)
    if value not in (None, ""):
        query[name] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def per_cent(part: int, whole: int) -> int:
    """How much of the whole, from 0 to 100."""
    return min(100, part * 100 // whole) if whole else 0
