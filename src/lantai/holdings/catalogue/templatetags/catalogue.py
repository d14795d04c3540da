"""What templates ask of the catalogue: codes of description in words, and lines that name a source."""

from django import template

from lantai.holdings.catalogue.credits import credit_lines
from lantai.holdings.catalogue.labels import retention_label, role_label, type_label

register = template.Library()
register.filter("retention", retention_label)
register.filter("record_type", type_label)
register.filter("person_role", role_label)
register.simple_tag(credit_lines)
