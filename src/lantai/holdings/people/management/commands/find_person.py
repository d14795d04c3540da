"""`find_person NAME`: the same search for persons as the page, from the shell."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.actions import record
from lantai.base.common.command import Verb
from lantai.base.common.dates.asked import asked_between, first_day, last_day
from lantai.holdings.people.asking import PersonQuestion
from lantai.holdings.people.births import birth_year
from lantai.holdings.people.queries import PersonHits, find_persons


class Command(Verb):
    help = "Find a person, however the name was written, with the reason for each hit. Sees everything, and is audited."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="in characters, pinyin or initials; two names find both on one record")
        parser.add_argument("--beside", default="", metavar="NAME", help="another person of the record, as the spouse")
        parser.add_argument("--born", default="", metavar="YEAR", help="year of birth, or a date or an age (68岁)")
        parser.add_argument("--within", type=int, default=2, metavar="N", help="the year may be off by so many (2)")
        parser.add_argument("--last4", default="", metavar="DIGITS", help="last four of the ID number")
        parser.add_argument("--type", default="", metavar="TYPE", help="only records of this type")
        parser.add_argument("--unit", default="", help="school, factory, brigade")
        parser.add_argument("--place", default="", help="where the person lived or was sent")
        parser.add_argument("--from", dest="first", default="", metavar="DATE", help="records not before this date")
        parser.add_argument("--to", dest="last", default="", metavar="DATE", help="records not after this date")
        parser.add_argument("--limit", type=int, default=20, help="how many hits to show")

    def run(self, options: dict[str, Any]) -> int:
        asked = PersonQuestion(
            name=options["name"],
            beside=options["beside"],
            born=birth_year(str(options["born"])),
            born_within=options["within"],
            id_number=options["last4"],
            record_type=options["type"],
            unit=options["unit"],
            place=options["place"],
            **asked_between(first_day(options["first"], "--from"), last_day(options["last"], "--to")),
        )
        found = find_persons(asked, scope=OPERATOR.scope(), shown=options["limit"])
        record("person:find", actor=OPERATOR, subject=("person", ""), data={"name": asked.name})
        if options["json"]:
            self.print_json(as_json(found))
        else:
            self._print(found)
        return 0 if found.count else 1

    def _print(self, found: PersonHits) -> None:
        more = "+" if found.or_more else ""
        self.stdout.write(f"{found.count}{more} persons, {found.milliseconds:.1f} ms")
        for hit in found.hits:
            entry = hit.entry
            known = " ".join(word for word in (entry.birth_text, entry.unit, entry.place) if word)
            self.stdout.write(
                f"  {hit.score:>4}  {entry.name}  {known}\n        {entry.record.code}  {entry.record.title}"
            )
            self.stdout.write(f"        {'; '.join(str(reason) for reason in hit.reasons)}")
            if hit.also_on:
                self.stdout.write(f"        also on {', '.join(record.code for record in hit.also_on)}")


def as_json(found: PersonHits) -> dict[str, Any]:
    """What `find_person --json` prints."""
    return {
        "count": found.count,
        "or_more": found.or_more,
        "milliseconds": round(found.milliseconds, 1),
        "hits": [
            {
                "name": hit.entry.name,
                "role": hit.entry.role,
                "born": hit.entry.birth_text or hit.entry.birth_year,
                "code": hit.entry.record.code,
                "title": hit.entry.record.title,
                "beside": [other.name for other in hit.others],
                "reason": "; ".join(str(reason) for reason in hit.reasons),
                "score": hit.score,
                "also_on": [record.code for record in hit.also_on],
            }
            for hit in found.hits
        ],
    }
