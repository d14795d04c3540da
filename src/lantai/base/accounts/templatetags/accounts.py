"""The rail of staff pages."""

from django import template

from lantai.base.accounts.subjects import subjects_of

register = template.Library()
register.filter("subjects", subjects_of)
