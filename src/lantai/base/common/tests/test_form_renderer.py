"""Fields written by plain Python are what Django's templates make of them, but for blank lines behind options."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from lantai.base.common.form_renderer import FormRenderer

ODD = "林\"静<b>&'x"
NAMED = [("", "--"), (1, ODD), (ODD, gettext_lazy("Search")), (None, 2.5), (mark_safe("<i>"), mark_safe("<i>甲</i>"))]
GROUPED = [("a", "A"), (ODD, [("b", ODD), ("c", "C")]), ("d", "D")]
ATTRS = {"id": "id_x", "data-odd": ODD, "required": True, "disabled": False, "rows": 3, "title": gettext_lazy("Search")}

WIDGETS = {
    "text": (forms.TextInput(), ["", ODD, None, 0, 3.5, mark_safe("&amp;")]),
    "number": (forms.NumberInput(), [0, 1234567, "12"]),
    "date": (forms.DateInput(attrs={"type": "date"}), ["1978-05-01"]),
    "e-mail": (forms.EmailInput(), [ODD]),
    "password": (forms.PasswordInput(), [ODD]),
    "hidden": (forms.HiddenInput(), [ODD, 7]),
    "search": (forms.TextInput(attrs={"type": "search"}), [ODD]),
    "box": (forms.CheckboxInput(), [True, False, None, "yes"]),
    "file": (forms.FileInput(), [None]),
    "text of many lines": (forms.Textarea(), ["", "\n" + ODD, None, 1234.5]),
    "choice": (forms.Select(choices=NAMED), [None, "1", ODD]),
    "choice in groups": (forms.Select(choices=GROUPED), ["b", "x"]),
    "none to choose": (forms.Select(), [None]),
    "several": (forms.SelectMultiple(choices=GROUPED), [["a", ODD], []]),
    "yes or no": (forms.NullBooleanSelect(), [True, None]),
    "boxes": (forms.CheckboxSelectMultiple(choices=GROUPED), [["a"]]),
    "buttons": (forms.RadioSelect(choices=NAMED), ["1"]),
}


@pytest.mark.parametrize(("widget", "values"), WIDGETS.values(), ids=list(WIDGETS))
@pytest.mark.parametrize("attrs", [{}, ATTRS], ids=["bare", "with attributes"])
def test_it_writes_what_the_templates_write(widget, values, attrs):
    ours, theirs = FormRenderer(), DjangoTemplates()
    for value in values:
        expected = widget.render("名.1", value, attrs, theirs).replace("</option>\n", "</option>")
        assert widget.render("名.1", value, attrs, ours) == expected


class Named(forms.Select):
    """A choice whose options are rendered by a template of its own."""

    option_template_name = "django/forms/widgets/radio_option.html"


def test_it_leaves_options_with_a_template_of_their_own_to_it():
    widget = Named(choices=GROUPED)

    assert widget.render("x", "a", {}, FormRenderer()) == widget.render("x", "a", {}, DjangoTemplates())
    assert 'type="' in widget.render("x", "a", {}, FormRenderer())


def test_it_is_the_renderer_of_every_form_and_what_it_writes_is_not_escaped_again():
    class Form(forms.Form):
        name = forms.CharField()

    form = Form({"name": ODD})

    assert isinstance(form.renderer, FormRenderer)
    assert '<input type="text" name="name"' in Template("{{ form.name }}").render(Context({"form": form}))
