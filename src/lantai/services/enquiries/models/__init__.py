"""The tables of enquiries."""

from lantai.services.enquiries.models.basket import ChosenPage
from lantai.services.enquiries.models.complaint import Complaint
from lantai.services.enquiries.models.decision import Decision, Meant, UnitConsent
from lantai.services.enquiries.models.enquiry import Enquiry, EnquirySeries, Proof, ProofContent, Step
from lantai.services.enquiries.models.figures import CopyFetched, Rating, ServiceTally
from lantai.services.enquiries.models.identity import IdentityCheck
from lantai.services.enquiries.models.proving import ProofSeen
from lantai.services.enquiries.models.reminded import StaffReminder

__all__ = [
    "ChosenPage",
    "Complaint",
    "CopyFetched",
    "Decision",
    "Enquiry",
    "EnquirySeries",
    "IdentityCheck",
    "Meant",
    "Proof",
    "ProofContent",
    "ProofSeen",
    "Rating",
    "ServiceTally",
    "StaffReminder",
    "Step",
    "UnitConsent",
]
