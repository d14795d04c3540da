"""Settings of limits: how fast strangers may ask, and how many refusals are written down. From the environment only."""

from __future__ import annotations

from lantai.config import env

__all__ = [
    "CSRF_FAILURE_VIEW",
    "KINDS",
    "OFFERS_OF_ALL",
    "OFFERS_OF_ONE",
    "PACES",
    "REFUSALS_AN_HOUR",
    "REFUSAL_MINUTES",
    "UNCOUNTED",
    "UNPACED",
    "WATCHED",
    "WATCHED_CODES",
]
CSRF_FAILURE_VIEW = "lantai.base.common.middleware.form_not_taken"
SEARCHES, DOORS, IMAGES, HARVESTS = "searches", "doors", "images", "harvests"
PACES = {
    SEARCHES: env.integer(
        "LANTAI_SEARCHES_A_MINUTE", 60, help="Searches one sender may make in a minute without signing in; 0: any."
    ),
    DOORS: env.integer(
        "LANTAI_DOORS_A_MINUTE", 60, help="Pages behind number and code one sender may ask for in a minute; 0: any."
    ),
    IMAGES: env.integer(
        "LANTAI_IMAGES_A_MINUTE", 1800, help="Images of pages, and parts of them, for one sender in a minute; 0: any."
    ),
    HARVESTS: env.integer(
        "LANTAI_HARVESTS_A_MINUTE", 120, help="Questions one harvester (/oai) may ask in a minute; 0: any."
    ),
    "": env.integer(
        "LANTAI_PAGES_A_MINUTE",
        300,
        help="All other pages one sender may ask for in a minute without signing in; 0: any.",
    ),
}
"""How many of which kind of address in a minute; the empty kind is every address that is not named below."""
KINDS = {
    "fulltext:search": SEARCHES,
    "api:search": SEARCHES,
    "enquiries:services": SEARCHES,
    "enquiries:lost": DOORS,
    "enquiries:lost_answer": DOORS,
    "enquiries:own": DOORS,
    "enquiries:own_act": DOORS,
    "enquiries:own_letter": DOORS,
    "enquiries:own_copy": DOORS,
    "certificates:verified": DOORS,
    "certificates:proof": DOORS,
    "fulltext:iiif_image": IMAGES,
    "federation:oai": HARVESTS,
}
"""Addresses that are not counted as pages."""
OFFERS_OF_ONE = env.integer(
    "LANTAI_OFFERS_OF_ONE", 6, help="Archives offered (/donate) the public page takes of one sender in an hour."
)
OFFERS_OF_ALL = env.integer("LANTAI_OFFERS_OF_ALL", 300, help="Archives offered the public page takes in a day.")
UNCOUNTED = env.networks(
    "LANTAI_UNCOUNTED",
    "127.0.0.0/8,::1",
    help="Addresses or networks whose pages are not counted: this machine, the reading room, a load generator.",
)
REFUSAL_MINUTES = env.integer(
    "LANTAI_REFUSAL_MINUTES", 60, help="Minutes in which what one sender is refused at one door is one event."
)
REFUSALS_AN_HOUR = env.integer(
    "LANTAI_REFUSALS_AN_HOUR", 200, help="Refusals of all senders together that the audit chain tells of in an hour."
)
WATCHED = frozenset({"enquiries", "appointments", "certificates", "cross_archive", "notices"})
"""Apps at whose addresses every refusal is noted."""
WATCHED_CODES = frozenset({"access.sign_in_needed", "enquiries.proof_refused", "enquiries.infected_file"})
"""Refusals there that are noted whatever their status is."""
UNPACED = frozenset({"portal:healthz", "portal:readyz", "cross_archive:receive"})
"""Asked by programs that nobody can tell to wait; packages of other archives have a limit of their own."""
