"""Filters that put the codes of description into words."""

from django import template

from lantai.holdings.catalogue.labels import retention_label, role_label, type_label

register = template.Library()
register.filter("retention", retention_label)
register.filter("record_type", type_label)
register.filter("person_role", role_label)
