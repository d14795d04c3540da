"""Gunicorn's settings for a measurement: processor time and time on the clock of each answer, to a file a process.

Named in GUNICORN_CMD_ARGS, so that the server is started and built as ever. A thread answers one request at a time, its
SQLite too, so its processor time is the answer's. `X-Bench-Step` says which step of the work a request belongs to.
"""

import json
import os
import time
from pathlib import Path
from threading import local

FOLDER = Path(os.environ["LANTAI_BENCH_TIMES"])
_now = local()


def pre_request(_worker, request):
    _now.began = (time.thread_time(), time.perf_counter())
    headers = dict(request.headers)
    _now.step = headers.get("X-BENCH-STEP", "")


def post_request(_worker, request, _environ, response):
    spent, waited = time.thread_time() - _now.began[0], time.perf_counter() - _now.began[1]
    status = getattr(response, "status_code", None) or 0
    row = [_now.step, request.method, request.path, status, spent * 1000, waited * 1000]
    with (FOLDER / f"{os.getpid()}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
