"""What the API says of transfers and jobs, and what it takes to order a transfer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from ninja import Field, Schema
from pydantic import StringConstraints, WithJsonSchema

from lantai.base.common.findings import Finding, Severity
from lantai.engines.jobs.models import Job
from lantai.holdings.accessions.models import Transfer
from lantai.holdings.accessions.queries import Summary
from lantai.holdings.accessions.work import WorkPage
from lantai.holdings.catalogue.schemas import Code, FondsBrief

InsidePath = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]+$")]

# Spelt out, because several models call their states `State` and a description knows one meaning a name.
JobState = Annotated[str, WithJsonSchema({"type": "string", "enum": Job.State.values})]
TransferState = Annotated[str, WithJsonSchema({"type": "string", "enum": Transfer.State.values})]


class OrderIn(Schema):
    """A package to be taken in. Paths are those below the intake folder; nothing else can be named."""

    fonds: Code = Field(examples=["0001"])
    archive: Code = Field("", description="Code of the archive, where several have a fonds of this code.")
    path: InsidePath = Field(description="A folder, a zip or a file below the intake folder.", examples=["2026-移交"])
    catalogue: InsidePath | None = Field(None, description="A spreadsheet below it, when none lies in the package.")
    profile: str = Field("", max_length=80, description="The name under which the columns of its list are remembered.")


class JobOut(Schema):
    """How far a piece of long work is."""

    id: str
    kind: str
    title: str
    step: str
    state: JobState
    done: int
    total: int
    message: str
    started_at: dt.datetime
    changed_at: dt.datetime

    @classmethod
    def of(cls, job: Job) -> JobOut:
        return cls(
            id=job.ulid,
            kind=job.kind,
            title=job.title,
            step=job.step,
            state=job.state,
            done=job.done,
            total=job.total,
            message=job.message,
            started_at=job.started_at,
            changed_at=job.changed_at,
        )


class TransferBrief(Schema):
    """A transfer as the list shows it."""

    id: str
    fonds: FondsBrief
    name: str = Field(description="Name of the package.")
    state: TransferState
    started_by: str
    started_at: dt.datetime
    job: JobOut | None

    @classmethod
    def of(cls, transfer: Transfer) -> TransferBrief:
        return cls(
            id=transfer.ulid,
            fonds=FondsBrief.of(transfer.fonds),
            name=Path(transfer.source).name,
            state=transfer.state,
            started_by=transfer.started_by,
            started_at=transfer.started_at,
            job=JobOut.of(transfer.job) if transfer.job else None,
        )


class TransferList(Schema):
    """A sheet of transfers, newest first."""

    count: int
    items: list[TransferBrief]


class FindingOut(Schema):
    """One thing that is wrong or worth knowing, with what can be done."""

    code: str
    severity: Severity
    path: str
    message: str
    remedy: str

    @classmethod
    def of(cls, finding: Finding) -> FindingOut:
        return cls(**finding.as_json())


class TransferOut(TransferBrief):
    """A transfer with its figures, counted from the rows themselves, and every finding."""

    records: int
    held: int
    files: int
    pages: int
    waiting: int
    characters: int
    seconds: float
    findings: list[FindingOut]

    @classmethod
    def summed(cls, transfer: Transfer, summary: Summary) -> TransferOut:
        return cls(
            **dict(TransferBrief.of(transfer)),
            records=summary.records,
            held=summary.held,
            files=summary.files,
            pages=summary.pages,
            waiting=summary.waiting,
            characters=summary.characters,
            seconds=round(summary.seconds, 3),
            findings=[FindingOut.of(finding) for finding in summary.findings],
        )


class QueueOut(Schema):
    """One queue of background work."""

    name: str
    label: str
    paused: bool
    waiting: int
    running: int
    failed: int


class WorkOut(Schema):
    """What is waiting, running and done: queues, the latest jobs, and how far recognition is."""

    queues: list[QueueOut]
    items: list[JobOut]
    elsewhere: int = Field(description="How many jobs run for institutions that are not the asker's.")
    workers: int
    pages_read: int = Field(description="Counted up to 10,000, as are those that wait and those that failed.")
    pages_waiting: int
    pages_failed: int

    @classmethod
    def of(cls, work: WorkPage) -> WorkOut:
        queues = [
            QueueOut(
                name=row.queue.name,
                label=row.label,
                paused=row.queue.paused,
                waiting=row.queue.waiting,
                running=row.queue.running,
                failed=row.queue.failed,
            )
            for row in work.queues
        ]
        return cls(
            queues=queues,
            items=[JobOut.of(job) for job in work.jobs],
            elsewhere=work.elsewhere,
            workers=work.workers,
            pages_read=work.recognition.read.number,
            pages_waiting=work.recognition.waiting.number,
            pages_failed=work.recognition.failed.number,
        )
