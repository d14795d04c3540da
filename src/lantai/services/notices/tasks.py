"""What a worker sends. Given out twice, a message is sent once: it is claimed first."""

from __future__ import annotations

from lantai.base.accounts.access import OPERATOR
from lantai.engines.jobs.tasks import task
from lantai.services.notices.actions import send_notice
from lantai.services.notices.models import Notice


@task()
def send(notice_id: int) -> str:
    """Nobody's act but the machine's."""
    notice = Notice.objects.filter(pk=notice_id).first()
    return send_notice(actor=OPERATOR, notice=notice).state if notice else ""
