"""What a worker does with the tasks that wait, done inside a test's own transaction."""

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult


def work() -> None:
    """Run every waiting task once, in order."""
    for waiting in DBTaskResult.objects.ready():
        waiting.task.func(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])
        waiting.delete()


def fail() -> None:
    """Let every waiting task fail."""
    DBTaskResult.objects.ready().update(status=TaskResultStatus.FAILED)
