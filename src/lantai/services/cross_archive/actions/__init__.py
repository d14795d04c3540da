"""The acts of cross-archive enquiries: agreements, cases sent and called back, packages in and out. One event each."""

from lantai.services.cross_archive.actions.agreeing import (
    AddressRefused,
    AlreadyAgreed,
    OwnCard,
    accept_identity,
    agree_peer,
    end_peer,
)
from lantai.services.cross_archive.actions.answering import report_case
from lantai.services.cross_archive.actions.asking import (
    NoLongerAgreed,
    NotOfThisArchive,
    call_case_back,
    hand_out_theirs,
    send_case,
)
from lantai.services.cross_archive.actions.posting import NotAcknowledged, acknowledge_parcel
from lantai.services.cross_archive.actions.receiving import Outcome, receive_parcel

__all__ = [
    "AddressRefused",
    "AlreadyAgreed",
    "NoLongerAgreed",
    "NotAcknowledged",
    "NotOfThisArchive",
    "Outcome",
    "OwnCard",
    "accept_identity",
    "acknowledge_parcel",
    "agree_peer",
    "call_case_back",
    "end_peer",
    "hand_out_theirs",
    "receive_parcel",
    "report_case",
    "send_case",
]
