"""Made-up tasks as the queue keeps them."""

from __future__ import annotations

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult


def failed_task(path: str, error: str, reason: str) -> None:
    """A task that ended with this kind of error; its traceback ends with the reason, of one line or more."""
    DBTaskResult.objects.create(
        status=TaskResultStatus.FAILED,
        args_kwargs={"args": [], "kwargs": {}},
        task_path=path,
        backend_name="default",
        run_after=timezone.now(),
        finished_at=timezone.now(),
        exception_class_path=error,
        traceback=f"Traceback (most recent call last):\n  …\n{error}: {reason}\n",
    )
