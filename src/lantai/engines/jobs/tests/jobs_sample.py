"""Tasks for the tests of the queue: they leave marks in a folder."""

from __future__ import annotations

from pathlib import Path

from lantai.engines.jobs.actions import start_job
from lantai.engines.jobs.tasks import task


@task(queue_name="ocr")
def leave_mark(folder: str, name: str) -> None:
    with Path(folder, "marks").open("a", encoding="utf-8") as stream:
        stream.write(f"{name}\n")


@task()
def fail() -> None:
    msg = "on purpose"
    raise RuntimeError(msg)


@task(queue_name="ocr")
def begin_and_fail(kind: str) -> None:
    """Opens a row of progress, and meets what nobody had foreseen."""
    start_job(kind=kind, title="on purpose", subject=kind)
    msg = "on purpose"
    raise ValueError(msg)
