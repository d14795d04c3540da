"""The acts of a hand-over: agreed on, prepared, uploaded, counted, decided, signed, stored, reminded of."""

from lantai.holdings.transfers.actions.agreements import Terms, agree_to, end_agreement, propose_agreement
from lantai.holdings.transfers.actions.checking import check_handover, order_self_check, self_check_handover
from lantai.holdings.transfers.actions.missing import (
    NotWhatWasSigned,
    ask_cancel,
    cancel_handover,
    find_again,
    order_send_again,
    report_missing,
    send_again,
)
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
from lantai.holdings.transfers.actions.sealing import OwnSignature, SignatureRefused
from lantai.holdings.transfers.actions.signing import (
    NothingToSign,
    sign_as_receiver,
    sign_as_sender,
    sign_paper,
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
    "NotWhatWasSigned",
    "NothingToSign",
    "OwnSignature",
    "SignatureRefused",
    "Terms",
    "accept_handover",
    "accept_with_issues",
    "agree_to",
    "allowed",
    "append_piece",
    "ask_cancel",
    "begin_handover",
    "begin_upload",
    "box_papers",
    "cancel_handover",
    "check_handover",
    "check_papers",
    "close_handover",
    "count_handover",
    "count_papers",
    "declare_handover",
    "end_agreement",
    "find_again",
    "make_reminders",
    "order_handover_work",
    "order_self_check",
    "order_send_again",
    "place_carrier",
    "propose_agreement",
    "put_reminder_aside",
    "remove_upload",
    "report_missing",
    "return_handover",
    "self_check_handover",
    "send_again",
    "settle_upload",
    "side_of",
    "sign_as_receiver",
    "sign_as_sender",
    "sign_paper",
    "store_handover",
    "submit_handover",
    "supervise_handover",
    "sweep_uploads",
    "take_up_handover",
    "upload_whole",
    "withdraw_handover",
    "working",
]
