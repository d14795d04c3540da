"""How the applicant of a case can be told something: what the application gave, opened for this alone."""

from __future__ import annotations

from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.sealed import open_contact
from lantai.services.notices.actions import Recipient


def recipient_of(enquiry: Enquiry) -> Recipient:
    """Raises `PersonalDataSealed`."""
    contact = open_contact(bytes(enquiry.contact), person_keys())
    return Recipient(contact.email, contact.phone, enquiry.language)
