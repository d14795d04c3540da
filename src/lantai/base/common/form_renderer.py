"""Fields of forms written by plain Python: letter for letter, but for blank lines, what Django's templates write.

Django renders two templates for each option of a choice. A page that offers the three hundred acts of the audit chain
spent 55 of 69 ms on that, a list with five filters half of its time. Every widget that is not written here is still
rendered by its template, and so is each one whose template somebody replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_HERE = "django/forms/widgets/"
_INPUTS = (
    "checkbox", "color", "date", "datetime", "email", "file", "hidden", "input", "number", "password", "search", "tel",
    "text", "time", "url",
)  # fmt: skip
_OPTION = _HERE + "select_option.html"


class FormRenderer(DjangoTemplates):
    """The renderer of all forms (setting `FORM_RENDERER`)."""

    def render(self, template_name: str, context: Mapping[str, Any], *others: Any, **named: Any) -> str:
        """The HTML of one widget, form or field set, without blanks around it."""
        write = _WRITTEN.get(template_name)
        if write and (template_name != _SELECT or _plain(context["widget"])):
            return mark_safe(write(context["widget"]))  # noqa: S308 — every value in it was escaped
        return super().render(template_name, dict(context), *others, **named)


def _plain(widget: Mapping[str, Any]) -> bool:
    """Whether every option is written by Django's own template."""
    return all(option["template_name"] == _OPTION for _, options, _ in widget["optgroups"] for option in options)


def _attributes(attrs: Mapping[str, Any]) -> str:
    """Of a tag, each behind a blank; `True` stands without a value and `False` not at all."""
    return "".join(
        f" {conditional_escape(name)}" if value is True else f' {conditional_escape(name)}="{_as_text(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _as_text(value: Any) -> SafeString:
    """As the filter `stringformat:'s'` gives it: what is safe stays so, all else is escaped."""
    return conditional_escape(value if isinstance(value, str) else str(value))


def _shown(value: Any) -> SafeString:
    """As a template shows a value: numbers in the manner of the language."""
    return conditional_escape(value if isinstance(value, str) else localize(value))


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    said = "" if value is None else f' value="{_as_text(value)}"'
    kind, name = _shown(widget["type"]), _shown(widget["name"])
    return f'<input type="{kind}" name="{name}"{said}{_attributes(widget["attrs"])}>'


def _textarea(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    name, said = _shown(widget["name"]), _shown(value) if value else ""
    return f'<textarea name="{name}"{_attributes(widget["attrs"])}>\n{said}</textarea>'


def _select(widget: Mapping[str, Any]) -> str:
    parts = [f'<select name="{_shown(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{_shown(group)}">')
        parts.extend(_options(options))
        if group:
            parts.append("\n  </optgroup>")
    parts.append("\n</select>")
    return "".join(parts)


def _options(options: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for option in options:
        attrs = _attributes(option["attrs"]) if option["attrs"] else ""
        yield f'\n  <option value="{_as_text(option["value"])}"{attrs}>{_shown(option["label"])}</option>'


_SELECT = _HERE + "select.html"
_WRITTEN: dict[str, Callable[[Mapping[str, Any]], str]] = {
    _SELECT: _select,
    _HERE + "textarea.html": _textarea,
    **{f"{_HERE}{name}.html": _input for name in _INPUTS},
}
