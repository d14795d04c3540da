"""What a paper of a batch is about besides the batch: one letter to a unit, one request for consent, one notice.

A batch of several fonds has a letter for each of them: its paper names that unit and lists that fonds, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from lantai.services.opening.models import Consent, Consultation, Notice, ReviewBatch
from lantai.services.opening.states import State

KINDS = ("", "letter", "consent", "notice")
APPROVED = (State.AWAITING_CONSENT, State.PUBLISHED, State.CLOSED)
NO_DAY = "　　年　月　日"


@dataclass(frozen=True, slots=True)
class Subject:
    """The letter, the request or the notice; none where the paper is of the whole batch, or there is none yet."""

    letter: Consultation | None = None
    consent: Consent | None = None
    notice: Notice | None = None

    def number(self, batch: ReviewBatch) -> str:
        """What stands above the paper, on the left."""
        if self.notice:
            return f"公告编号：{self.notice.number}"
        given = self.letter or self.consent
        return f"文号：{given.letter_number}" if given and given.letter_number else f"编号：{batch.number}"

    def facts(self, batch: ReviewBatch) -> dict[str, str]:
        """What an outer paper says of itself: nothing of how the archive works inside."""
        if self.letter:
            letter = self.letter
            return {
                "发函文号": letter.letter_number, "致函单位": letter.asked,
                "发函日期": day_said(letter.sent_on), "反馈期限": day_said(letter.due_on),
                "全宗": f"{letter.fonds.code} {letter.fonds.title}", "批次名称": batch.name,
            }  # fmt: skip
        if self.consent:
            consent = self.consent
            return {
                "报送文号": consent.letter_number, "报送日期": day_said(consent.asked_on),
                "批复文号": consent.reply_number, "批复日期": day_said(consent.replied_on), "批次名称": batch.name,
            }  # fmt: skip
        if self.notice:
            notice = self.notice
            day = day_said(timezone.localtime(notice.published_at))
            return {"公告编号": notice.number, "公布日期": day, "公布数量": f"{notice.records_count} 件（卷）"}
        return {"批次名称": batch.name}


def subject_of_paper(batch: ReviewBatch, kind: str, ulid: str = "") -> Subject | None:
    """The one that is named, or where none is named the first letter, the last request or notice.

    None: the one that is named is not of this batch.
    """
    rows: dict[str, Any] = {
        "letter": batch.consultations.select_related("fonds").order_by("pk"),
        "consent": batch.consents.order_by("-pk"),
        "notice": batch.notices.order_by("-pk"),
    }
    if kind not in rows:
        return None if ulid else Subject()
    found = (rows[kind].filter(ulid=ulid) if ulid else rows[kind]).first()
    if found is None and ulid:
        return None
    return Subject(**{kind: found})


def is_draft(batch: ReviewBatch, kind: str, subject: Subject) -> bool:
    """Whether an outer paper would say what nobody has approved yet: it is marked (拟), and says so."""
    return (kind == "notice" and subject.notice is None) or (kind == "consent" and batch.state not in APPROVED)


@dataclass(frozen=True, slots=True)
class PaperShown:
    """One line of the list of papers: `of` names its letter, request or notice where there are several."""

    name: str
    label: str
    of: str = ""


def papers_shown(
    names: Iterable[tuple[str, str, str]],
    *,
    letters: Iterable[Consultation],
    consents: Iterable[Consent],
    notices: Iterable[Notice],
) -> Iterator[PaperShown]:
    """The list of papers of a batch: one line for each letter, request and notice where there are several."""
    several: Mapping[str, list[tuple[str, str]]] = {
        "letter": [(each.ulid, each.fonds.code) for each in letters],
        "consent": [(each.ulid, each.letter_number) for each in consents],
        "notice": [(each.ulid, each.number) for each in notices],
    }
    for name, label, kind in names:
        found = several.get(kind, [])
        if len(found) < 2:
            yield PaperShown(name, label)
        else:
            yield from (PaperShown(name, f"{label} {said}", ulid) for ulid, said in found)


def day_said(day: Any) -> str:
    return f"{day:%Y年%m月%d日}" if day else ""
