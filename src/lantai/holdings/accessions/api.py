"""Intake for programs: order a transfer, see how it went, see the jobs. For staff with the right only."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from ninja import Query, Router, Status

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import require_staff
from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.accessions.actions import order_transfer
from lantai.holdings.accessions.pages import transfers_within
from lantai.holdings.accessions.queries import fonds_to_take_in, path_inside, summary_of
from lantai.holdings.accessions.schemas import OrderIn, TransferBrief, TransferList, TransferOut, WorkOut
from lantai.holdings.accessions.work import work_page
from lantai.holdings.catalogue.schemas import SheetParams, Ulid

router = Router(tags=["accessions"])


def _needs(right: Right) -> dict[str, str]:
    """What the description of the API says of the right an address asks for."""
    return {"x-right": right.value}


@router.get(
    "/transfers",
    response=TransferList,
    url_name="transfers",
    operation_id="transfers",
    summary="Transfers",
    openapi_extra=_needs(Right.TAKE_IN),
)
def transfers(request: ReadingRequest, asked: Query[SheetParams]) -> TransferList:
    """Transfers of the asker's institutions, newest first."""
    require_staff(request, Right.TAKE_IN)
    rows = transfers_within(request.scope).order_by("-started_at", "-pk")
    return TransferList(count=rows.order_by().count(), items=[TransferBrief.of(row) for row in asked.of(rows)])


@router.get(
    "/transfers/{transfer}",
    response=TransferOut,
    url_name="transfer",
    operation_id="transfer",
    summary="One transfer",
    openapi_extra=_needs(Right.TAKE_IN),
)
def transfer(request: ReadingRequest, transfer: Ulid) -> TransferOut:
    """How far a transfer is, what it brought, and every finding with its remedy."""
    require_staff(request, Right.TAKE_IN)
    found = transfers_within(request.scope).filter(ulid=transfer).first()
    if found is None:
        raise Http404
    return TransferOut.summed(found, summary_of(found))


@router.post(
    "/transfers",
    response={202: TransferBrief},
    url_name="transfers",
    operation_id="order_transfer",
    summary="Order a transfer",
    openapi_extra=_needs(Right.TAKE_IN),
)
def order(request: ReadingRequest, response: HttpResponse, wanted: OrderIn) -> Status[TransferBrief]:
    """Take a package in that lies below the intake folder. A worker does it; `Location` says where to look."""
    require_staff(request, Right.TAKE_IN)
    folder = Path(settings.INTAKE_FOLDER)
    fonds = fonds_to_take_in(wanted.fonds, wanted.archive, actor=request.actor)
    source = path_inside(folder, wanted.path)
    catalogue = path_inside(folder, wanted.catalogue) if wanted.catalogue else None
    ordered = order_transfer(
        actor=request.actor, fonds=fonds, source=source, catalogue=catalogue, profile=wanted.profile
    )
    response["Location"] = reverse("api:transfer", args=[ordered.ulid])
    return Status(202, TransferBrief.of(ordered))


@router.get(
    "/jobs",
    response=WorkOut,
    url_name="jobs",
    operation_id="jobs",
    summary="Jobs",
    openapi_extra=_needs(Right.MANAGE_JOBS),
)
def jobs(request: ReadingRequest) -> WorkOut:
    """Queues, the latest jobs of the asker's institutions, and how far recognition is."""
    require_staff(request, Right.MANAGE_JOBS)
    return WorkOut.of(work_page(request.actor))
