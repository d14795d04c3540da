"""What templates ask about persons and links."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from lantai.base.accounts.access import Actor, Right
from lantai.holdings.catalogue.models import PersonEntry, Record
from lantai.holdings.people.links import LinkView

register = template.Library()


@register.filter
def may_decide(actor: Actor, view: LinkView) -> bool:
    """Whether this person may say of both ends what they are: for showing buttons, never for guarding the act."""
    return all(actor.may(Right.DESCRIBE, code) for code in view.institutions)


@register.filter
def way_to(actor: Actor, record: Record) -> str:
    """A record's page: that of staff in their own archives, that of readers elsewhere."""
    own = actor.may(Right.READ_UNOPENED, record.institution_id)
    return reverse("accessions:record" if own else "fulltext:record", args=[record.ulid])


@register.filter
def facts(entry: PersonEntry) -> list[str]:
    """What is known of a person besides name and number, in words: sex, birth, unit, place."""
    born = entry.birth_text or entry.birth_year
    said = _("born %(date)s") % {"date": born} if born else ""
    return [each for each in (entry.sex and entry.sex_label, said, entry.unit, entry.place) if each]
