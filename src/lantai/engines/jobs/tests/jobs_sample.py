"""Tasks for the tests of the queue: they leave marks in a folder."""

from __future__ import annotations

from pathlib import Path

from lantai.engines.jobs.tasks import task


@task(queue_name="ocr")
def leave_mark(folder: str, name: str) -> None:
    with Path(folder, "marks").open("a", encoding="utf-8") as stream:
        stream.write(f"{name}\n")


@task()
def fail() -> None:
    msg = "on purpose"
    raise RuntimeError(msg)
