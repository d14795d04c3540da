"""`search WORDS`: the same search as the page, from the shell."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from lantai.base.accounts.access import ANONYMOUS, OPERATOR, actor_of
from lantai.base.accounts.queries import user_named
from lantai.base.audit.actions import record
from lantai.base.common.command import Verb
from lantai.base.common.dates.asked import asked_between, first_day, last_day
from lantai.engines.search.document import SearchQuery, Sort
from lantai.holdings.fulltext.finding import Results, find_records


class Command(Verb):
    help = "Search titles and full texts. By default sees everything, which is audited; --public sees what readers see."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "words", help='what to look for; "…" is an exact phrase, -word excludes, ? is any character'
        )
        who = parser.add_mutually_exclusive_group()
        who.add_argument("--public", action="store_true", help="as an anonymous reader")
        who.add_argument("--as", dest="user", metavar="USER", help="as this user")
        parser.add_argument("--fonds", action="append", default=[], metavar="CODE", help="only this fonds; repeatable")
        parser.add_argument(
            "--type", action="append", default=[], metavar="TYPE", help="only this record type; repeatable"
        )
        parser.add_argument("--from", dest="first", default="", metavar="DATE", help="not before this date")
        parser.add_argument("--to", dest="last", default="", metavar="DATE", help="not after this date")
        parser.add_argument(
            "--sort", choices=[sort.value for sort in Sort], default=Sort.RELEVANCE, help="order of hits"
        )
        parser.add_argument("--tolerant", action="store_true", help="allow one wrong character, as recognition makes")
        parser.add_argument("--limit", type=int, default=20, help="how many hits to show")

    def run(self, options: dict[str, Any]) -> int:
        actor = ANONYMOUS if options["public"] else OPERATOR
        if options["user"]:
            actor = actor_of(user_named(options["user"]))
        query = SearchQuery(
            words=options["words"],
            fonds=tuple(options["fonds"]),
            type=tuple(options["type"]),
            sort=options["sort"],
            tolerant=options["tolerant"],
            size=options["limit"],
            facets=False,
            **asked_between(first_day(options["first"], "--from"), last_day(options["last"], "--to")),
        )
        results = find_records(query, scope=actor.scope())
        if actor is OPERATOR:
            record("search:run", actor=actor, subject=("search", ""), data={"words": options["words"]})
        if options["json"]:
            self.print_json(results.as_json())
        else:
            self._print(results)
        return 0 if results.count else 1

    def _print(self, results: Results) -> None:
        self.stdout.write(f"{results.count} records, {results.milliseconds:.1f} ms")
        for hit in results.hits:
            page = f" p.{hit.page}" if hit.page else ""
            self.stdout.write(f"  {hit.record.code}{page}  {hit.record.title}\n      {' '.join(hit.snippet.split())}")
