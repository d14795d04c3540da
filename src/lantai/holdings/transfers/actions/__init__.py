"""The acts of a hand-over: agreed on, prepared, uploaded, counted, decided, signed, stored, reminded of."""

from lantai.holdings.transfers.actions.agreements import Terms, agree_to, end_agreement, propose_agreement
from lantai.holdings.transfers.actions.checking import check_handover, order_self_check, self_check_handover
from lantai.holdings.transfers.actions.papers import (
    CountNotSaid,
    Look,
    LookNotSaid,
    box_papers,
    check_papers,
    count_papers,
)
from lantai.holdings.transfers.actions.preparing import (
    Declaration,
    begin_handover,
    declare_handover,
    submit_handover,
    take_up_handover,
    withdraw_handover,
)
from lantai.holdings.transfers.actions.receiving import (
    accept_handover,
    accept_with_issues,
    count_handover,
    place_carrier,
    return_handover,
)
from lantai.holdings.transfers.actions.reminding import make_reminders, put_reminder_aside, side_of, sweep_uploads
from lantai.holdings.transfers.actions.signing import (
    OwnSignature,
    SignatureRefused,
    sign_as_receiver,
    sign_as_sender,
    supervise_handover,
)
from lantai.holdings.transfers.actions.stepping import NotNow, NotReady, allowed
from lantai.holdings.transfers.actions.storing import close_handover, store_handover
from lantai.holdings.transfers.actions.uploading import (
    append_piece,
    begin_upload,
    remove_upload,
    settle_upload,
    upload_whole,
)
from lantai.holdings.transfers.actions.working import order_handover_work, working

__all__ = [
    "CountNotSaid",
    "Declaration",
    "Look",
    "LookNotSaid",
    "NotNow",
    "NotReady",
    "OwnSignature",
    "SignatureRefused",
    "Terms",
    "accept_handover",
    "accept_with_issues",
    "agree_to",
    "allowed",
    "append_piece",
    "begin_handover",
    "begin_upload",
    "box_papers",
    "check_handover",
    "check_papers",
    "close_handover",
    "count_handover",
    "count_papers",
    "declare_handover",
    "end_agreement",
    "make_reminders",
    "order_handover_work",
    "order_self_check",
    "place_carrier",
    "propose_agreement",
    "put_reminder_aside",
    "remove_upload",
    "return_handover",
    "self_check_handover",
    "settle_upload",
    "side_of",
    "sign_as_receiver",
    "sign_as_sender",
    "store_handover",
    "submit_handover",
    "supervise_handover",
    "sweep_uploads",
    "take_up_handover",
    "upload_whole",
    "withdraw_handover",
    "working",
]
