"""Which archive may hold what a case asks for: what is known of it, and the guides it is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_

from django.db.models import Q

from lantai.base.accounts.access import Actor
from lantai.base.common.text import fold
from lantai.holdings.authority.models import DatedName
from lantai.holdings.authority.queries import names_of
from lantai.holdings.catalogue.models import Fonds, RecordTally
from lantai.holdings.catalogue.record_types import record_types
from lantai.services.enquiries.clues import as_search
from lantai.services.enquiries.holding import holders
from lantai.services.enquiries.matters import matters
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.routing import Holding, Suggestion, Wanted, guides_outside, places_in, rank

MOST_FONDS, MOST_KNOWN = 500, 6


def wanted_by(matter: str, answers: Mapping[str, str], words: str) -> Wanted:
    """From the answers and the words of an application: two queries, and one for each place or body that is known."""
    known = matters().get(matter)
    filled = as_search(known, answers) if known else {}
    unit, place = str(filled.get("unit", "")).strip(), str(filled.get("place", "")).strip()
    said = " ".join([words, *(str(each) for each in answers.values())])
    places = tuple(dict.fromkeys([*([place] if place else []), *places_in(said)]))
    bodies = (unit,) if unit else ()
    kinds = [record_types()[code] for code in known.types] if known else []
    years = (filled["year_from"], filled["year_to"]) if "year_from" in filled and "year_to" in filled else None
    return Wanted(places, bodies, years, tuple((each.code, each.label) for each in kinds), _others([*bodies, *places]))


def _others(names: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Of names the authority knows, all others of the same place or body, and of what came before and after it."""
    asked = {fold(name): name for name in names}
    known = DatedName.objects.filter(folded__in=list(asked)).values_list("folded", flat=True).distinct()[:MOST_KNOWN]
    pairs = ((asked[each], names_of(asked[each])) for each in sorted(known))
    return tuple((name, tuple(other for other in others if other != name)) for name, others in pairs)


def archives_for(wanted: Wanted, actor: Actor) -> list[Suggestion]:
    """The likeliest first. Kinds of records count as far as this person may know that an archive has them."""
    return rank(wanted, [*_guides(wanted, actor), *guides_outside(wanted)])


def archives_for_case(enquiry: Enquiry, actor: Actor) -> list[Suggestion]:
    """All but the one that has the case."""
    wanted = wanted_by(enquiry.matter, enquiry.answers, f"{enquiry.sought} {enquiry.clues}")
    return [each for each in archives_for(wanted, actor) if each.archive != enquiry.institution_id]


def _guides(wanted: Wanted, actor: Actor) -> Iterable[Holding]:
    """The fonds whose title, unit or guide says any of the names, and archives that have such records. Two queries."""
    names = wanted.names()
    fonds = Fonds.objects.filter(institution__in=holders()).select_related("institution").order_by("code")
    if names:
        said = [Q(title__contains=name) | Q(unit__contains=name) | Q(guide__contains=name) for name in names]
        of_itself = [Q(institution__name__contains=name) for name in wanted.places]
        for row in fonds.filter(reduce(or_, [*said, *of_itself]))[:MOST_FONDS]:
            text = f"{row.title} {row.unit} {row.guide}"
            yield Holding(row.institution.code, row.institution.name, text, row.year_from, row.year_to, row.title)
    codes = [code for code, _words in wanted.types]
    if codes:
        seen = RecordTally.objects.visible_to(actor.scope()).filter(record_type__in=codes, records__gt=0)
        held = seen.filter(fonds__institution__in=holders()).order_by()
        rows = held.values_list("fonds__institution__code", "fonds__institution__name", "record_type").distinct()
        yield from (Holding(code, name, "", types=frozenset({kind})) for code, name, kind in rows[:200])
