"""Signs of life for a load balancer: the process answers; database, storage and index answer."""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lantai.engines.search.factory import search_index
from lantai.engines.storage.current import blob_store
from lantai.engines.storage.errors import StorageError
from lantai.holdings.preservation.ocfl.layout import ROOT_DECLARATION

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Requests can be served: 503 with the parts that fail, without details for strangers.

    Without an index pages still serve and searching says so in words: it is named, but no reason to send people away.
    """
    failed = [name for name, works in (("database", _database), ("storage", _storage)) if not works()]
    index = "unavailable" if search_index().status().problem else "ok"
    if failed:
        return JsonResponse({"status": "unavailable", "failed": failed, "index": index}, status=503)
    return JsonResponse({"status": "ok", "index": index})


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("the database does not answer")
        return False
    return True


def _storage() -> bool:
    try:
        return blob_store().exists(ROOT_DECLARATION)
    except StorageError:
        logger.exception("the storage does not answer")
        return False
