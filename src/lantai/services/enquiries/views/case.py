"""What stands beside a matter's case: its clues, the search they prefill, proofs needed, cases that may be the same."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from lantai.base.accounts.middleware import ReadingRequest
from lantai.services.enquiries.clues import clues_of
from lantai.services.enquiries.matters import matters
from lantai.services.enquiries.queries.cases import (
    FIELDS,
    merged_here,
    search_beside,
    searched_outside,
    searched_types,
)
from lantai.services.enquiries.queries.pages import EnquiryPage


def beside_case(request: ReadingRequest, page: EnquiryPage) -> dict[str, Any]:
    """The search is made only while records can be linked: a case that has ended costs none."""
    enquiry = page.enquiry
    matter = matters().get(enquiry.matter)
    asking = matter.asks(enquiry.applicant_kind) if matter else None
    after = request.GET.get("after", "")
    return {
        "search": search_beside(enquiry, request.actor, request.GET, after=after) if "link" in page.may else None,
        "clues": clues_of(matter, enquiry.answers) if matter else [],
        "merged": merged_here(enquiry),
        "searched_types": searched_types(enquiry),
        "searched_outside": searched_outside(enquiry),
        "all_proofs": asking.proof_labels() if asking else [],
    }


def search_back(request: ReadingRequest) -> str:
    """The search somebody linked from, as it stood in the address: known fields only."""
    said = asked_again(request)
    return urlencode(said)


def asked_again(request: ReadingRequest) -> dict[str, str]:
    said = QueryDict(request.POST.get("search", "")[:1500])
    known = {name: said[name][:200] for name in (*FIELDS, "searched") if said.get(name)}
    return known if "searched" in known else {}
