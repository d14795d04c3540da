"""The decorator apps use for their `tasks.py`. Task functions take ids, are idempotent and call one action."""

from django_tasks import task

__all__ = ["task"]
