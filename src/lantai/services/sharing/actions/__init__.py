"""The acts of sharing agreements: proposed, accepted, ended; and each opening of a lent page. One event each."""

from lantai.services.sharing.actions.agreeing import (
    DaysWrong,
    FondsNotTheirs,
    NothingNamed,
    NotProposed,
    OneSideOnly,
    OwnProposal,
    Terms,
    accept_agreement,
    end_agreement,
    propose_agreement,
)
from lantai.services.sharing.actions.reading import NotLent, open_lent_page

__all__ = [
    "DaysWrong",
    "FondsNotTheirs",
    "NotLent",
    "NotProposed",
    "NothingNamed",
    "OneSideOnly",
    "OwnProposal",
    "Terms",
    "accept_agreement",
    "end_agreement",
    "open_lent_page",
    "propose_agreement",
]
