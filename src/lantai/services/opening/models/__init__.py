"""Batches with their items, decisions, letters, notices, and what is in force of each record."""

from lantai.services.opening.models.batches import BatchItem, BatchStep, ReviewBatch, Subject
from lantai.services.opening.models.decisions import Decision, Declassification, InForce, Passage
from lantai.services.opening.models.figures import TakenEffect, YearTally
from lantai.services.opening.models.letters import Consent, Consultation
from lantai.services.opening.models.notices import Notice, NoticeRecord, Withdrawal
from lantai.services.opening.models.values import Value

__all__ = [
    "BatchItem",
    "BatchStep",
    "Consent",
    "Consultation",
    "Decision",
    "Declassification",
    "InForce",
    "Notice",
    "NoticeRecord",
    "Passage",
    "ReviewBatch",
    "Subject",
    "TakenEffect",
    "Value",
    "Withdrawal",
    "YearTally",
]
