"""The permission table of the services: precheck, certificates, opening review, enquiries. See `permissions.py`."""

from __future__ import annotations

from lantai.base.common.ids import new_ulid
from tests.architecture.arguments import (
    basket_record,
    booking,
    certificate,
    certificate_keys,
    certificate_number,
    certificate_seal,
    enquiry,
    enquiry_number,
    enquiry_proof,
    exchange_card,
    exchange_keys,
    failed_notice,
    lending,
    lent_record,
    matter,
    matter_case,
    opened,
    opening_letter,
    opening_notice,
    opening_notice_list,
    opening_request,
    opening_review,
    opening_review_item,
    own_fonds,
    partner,
    passed_case,
    passed_certificate,
    precheck_run,
    review_batch,
    review_paper,
    room_use,
    secret_record,
    taken_case,
    taken_print,
    unit_consent,
    unopened,
    use_complaint,
)
from tests.architecture.cases import (
    READERS,
    Case,
    everyone,
    only,
)

DESK = ("archivist", "use_approver", "desk_officer")
LENT_ELSEWHERE = dict.fromkeys(DESK, 404)
"""What their own archive lends, these do not read under the agreement."""
NAMED = ("opening_planner", "opening_reviewer", "opening_approver")
"""The people of a made-up batch of opening review. For everybody else it is not there."""
UNNAMED = dict.fromkeys([*(role for role in READERS if role not in NAMED), "outsider"], 404)

SERVICES: dict[str, list[Case]] = {
    "precheck:precheck": [only("opening_planner")],
    "precheck:order": [only("opening_planner", answer=302, method="post")],
    "precheck:run": [only("opening_planner", arguments=precheck_run)],
    "precheck:pause": [only("opening_planner", answer=302, method="post", arguments=precheck_run)],
    "precheck:record": [only("opening_reviewer", arguments=record) for record in (opened, unopened)],
    "enquiries:services": [everyone(), everyone(query="q=jiehunzheng")],
    "enquiries:service": [everyone(arguments=matter())],
    "enquiries:apply": [
        everyone(arguments=matter(), query="as=self"),
        everyone(302, arguments=matter()),
        everyone(400, method="post", arguments=matter(), query="as=self"),
    ],
    "enquiries:board": [only("archivist", "use_approver", "desk_officer", "outsider")],
    "enquiries:dashboard": [
        only("archivist", "use_approver", "desk_officer", "outsider"),
        only("archivist", "use_approver", "desk_officer", "outsider", query="by=year&archive=" + "x" * 300),
    ],
    "enquiries:yearly": [
        only("archivist", "use_approver", "desk_officer", "outsider", query="year=1999&archive=" + "x" * 300)
    ],
    "enquiries:year_file": [
        only("archivist", "use_approver", "desk_officer", "outsider", query="as=csv"),
        only("archivist", "use_approver", "desk_officer", "outsider", query="year=²&as=exe"),
    ],
    "enquiries:register_file": [only("archivist", "use_approver", "desk_officer", "outsider", query="as=csv")],
    "enquiries:dashboard_file": [only("archivist", "use_approver", "desk_officer", "outsider")],
    "portal:kiosk": [everyone()],
    "portal:kiosk_reset": [everyone(302), everyone(302, method="post")],
    "appointments:book": [everyone(), everyone(400, method="post")],
    "appointments:cancel": [everyone(), everyone(400, method="post")],
    "appointments:day": [only("archivist", "use_approver", "desk_officer", "outsider")],
    "appointments:use": [
        only("archivist", "use_approver", "desk_officer", "outsider", answer=400, method="post", data={"what": "?"})
    ],
    "appointments:strike": [
        only("archivist", "use_approver", "desk_officer", answer=302, method="post", arguments=room_use)
        | {"outsider": 404}
    ],
    "appointments:visit": [
        only("archivist", "use_approver", "desk_officer", answer=302, method="post", arguments=booking)
        | {"outsider": 404}
    ],
    "notices:notices": [only("archivist", "use_approver", "desk_officer", "outsider")],
    "notices:retry": [
        only("archivist", "use_approver", "desk_officer", answer=302, method="post", arguments=failed_notice)
        | {"outsider": 404}
    ],
    "certificates:door": [everyone(), everyone(400, method="post")],
    "certificates:file": [everyone(400, method="post")],
    "certificates:key": [everyone(arguments=certificate_keys)],
    "certificates:script": [everyone()],
    "certificates:checkpoint": [everyone(404, query="size=0")],
    "certificates:log_proof": [everyone(404)],
    "certificates:verified": [everyone(arguments=certificate_number)],
    "certificates:proof": [everyone(404, arguments=certificate_number)],
    "certificates:certificates": [only("desk_officer", "use_approver")],
    "certificates:not_found": [only("desk_officer"), only("desk_officer", answer=400, method="post")],
    "certificates:copy": [
        only("desk_officer", arguments=opened),
        only("desk_officer", answer=400, method="post", arguments=unopened),
    ],
    "certificates:statement": [
        only("desk_officer", arguments=opened),
        only("desk_officer", answer=400, method="post", arguments=unopened),
    ],
    "certificates:certificate": [only("desk_officer", "use_approver", arguments=certificate())],
    "certificates:print": [only("desk_officer", answer=302, method="post", arguments=certificate())],
    "certificates:act": [
        only("desk_officer", "use_approver", answer=400, method="post", arguments=certificate(act="revoke"))
    ],
    "certificates:seals": [only("security_officer"), only("security_officer", answer=400, method="post")],
    "certificates:seal": [only("security_officer", arguments=certificate_seal())],
    "certificates:picture": [only("security_officer", arguments=certificate_seal())],
    "certificates:seal_act": [
        only("security_officer", answer=400, method="post", arguments=certificate_seal(act="retire"))
    ],
    "enquiries:unopened": [everyone(), everyone(400, method="post")],
    "enquiries:door": [everyone(), everyone(400, method="post")],
    "enquiries:lost": [everyone(), everyone(400, method="post")],
    "enquiries:lost_answer": [everyone(302), everyone(302, method="post")],
    "enquiries:own": [everyone(arguments=enquiry_number())],
    "enquiries:returned": [everyone(404)],
    "enquiries:leave": [everyone(302, method="post", arguments=enquiry_number())],
    "enquiries:own_act": [everyone(403, method="post", arguments=enquiry_number(act="withdraw"))],
    "enquiries:own_letter": [everyone(404, arguments=enquiry_number(name="receipt"))],
    "enquiries:own_copy": [everyone(404, arguments=enquiry_number(ulid=new_ulid()))],
    "enquiries:rules": [everyone()],
    "enquiries:figures": [everyone(), everyone(query="archive=LT01")],
    "enquiries:consents": [only("unit_officer")],
    "enquiries:consent": [
        only("unit_officer", arguments=unit_consent),
        only("unit_officer", answer=400, method="post", arguments=unit_consent),
    ],
    "enquiries:complaints": [only("authority_officer")],
    "enquiries:complaint": [
        only("authority_officer", arguments=use_complaint),
        only("authority_officer", answer=400, method="post", arguments=use_complaint),
    ],
    "enquiries:enquiries": [only("archivist", "use_approver", "desk_officer", "outsider")],
    "enquiries:new": [
        only("archivist", "use_approver", "desk_officer", "outsider"),
        only("archivist", "use_approver", "desk_officer", "outsider", answer=400, method="post"),
    ],
    "enquiries:take_list": [
        only("archivist", "use_approver", "desk_officer", "outsider"),
        only("archivist", "use_approver", "desk_officer", "outsider", answer=400, method="post"),
    ],
    "federation:oai": [everyone(404, query="verb=Identify"), everyone(404, method="post", data={"verb": "Identify"})],
    "sharing:agreements": [only(*DESK, "outsider")],
    "sharing:new": [only("use_approver"), only("use_approver", answer=400, method="post")],
    "sharing:agreement": [only(*DESK, "outsider", arguments=lending())],
    "sharing:act": [
        only("use_approver", answer=400, method="post", arguments=lending(act="end")),
        only("use_approver", answer=404, method="post", arguments=lending(act="burn")),
    ],
    "sharing:records": [only("outsider", arguments=lending()) | LENT_ELSEWHERE],
    "sharing:record": [only("outsider", arguments=lent_record()) | LENT_ELSEWHERE],
    "sharing:page": [only("outsider", arguments=lent_record(position=1)) | LENT_ELSEWHERE],
    "sharing:image": [only(*DESK, "outsider", answer=404, arguments=lent_record(position=1))],
    "cross_archive:receive": [everyone(400, method="post")],
    "cross_archive:partners": [only(*DESK, "outsider", "security_officer")],
    "cross_archive:keys": [only("security_officer", answer=302, method="post", arguments=exchange_keys)],
    "cross_archive:agree": [only("security_officer", answer=400, method="post")],
    "cross_archive:card": [only(*DESK, "security_officer", arguments=exchange_card) | {"outsider": 404}],
    "cross_archive:partner": [only(*DESK, "security_officer", arguments=partner()) | {"outsider": 404}],
    "cross_archive:act": [
        only(*DESK, "security_officer", answer=400, method="post", arguments=partner(act="load")) | {"outsider": 404}
    ],
    "cross_archive:packages": [only(*DESK, arguments=partner()) | {"outsider": 404}],
    "cross_archive:send": [only(*DESK, answer=404, arguments=partner()) | {"outsider": 404}],
    "cross_archive:passed": [only(*DESK, arguments=passed_case()) | {"outsider": 404}],
    "cross_archive:call_back": [only(*DESK, answer=400, method="post", arguments=passed_case()) | {"outsider": 404}],
    "cross_archive:hand_out": [only(*DESK, method="post", arguments=passed_certificate) | {"outsider": 404}],
    "enquiries:taken": [only("archivist", "use_approver", "desk_officer", "outsider")],
    "enquiries:taken_case": [
        only("archivist", "use_approver", "desk_officer", arguments=taken_case()) | {"outsider": 404}
    ],
    "enquiries:taken_act": [
        only(
            "archivist", "use_approver", "desk_officer", answer=400, method="post", arguments=taken_case(act="deliver")
        )
        | {"outsider": 404}
    ],
    "enquiries:hand_out": [only(*DESK, method="post", arguments=taken_print) | {"outsider": 404}],
    "enquiries:enquiry": [
        only("archivist", "use_approver", "desk_officer", arguments=each) | {"outsider": 404}
        for each in (enquiry(), matter_case)
    ],
    "enquiries:desk": [
        only("archivist", "use_approver", "desk_officer", arguments=each) | {"outsider": 404}
        for each in (enquiry(), matter_case)
    ],
    "enquiries:desk_act": [
        only("archivist", "use_approver", "desk_officer", answer=400, method="post", arguments=enquiry(act="prepare"))
        | {"outsider": 404}
    ],
    "enquiries:desk_paper": [
        only("archivist", "use_approver", "desk_officer", answer=404, arguments=enquiry(name="receipt"))
        | {"outsider": 404}
    ],
    "enquiries:desk_pages": [
        only("archivist", "use_approver", "desk_officer", arguments=basket_record()) | {"outsider": 404},
        only("archivist", "use_approver", "desk_officer", answer=422, method="post", arguments=basket_record())
        | {"outsider": 404},
    ],
    "enquiries:desk_mask": [
        only("archivist", "use_approver", "desk_officer", arguments=basket_record(position=1)) | {"outsider": 404},
        only(
            "archivist",
            "use_approver",
            "desk_officer",
            answer=400,
            method="post",
            arguments=basket_record(position=1),
            data={"box": "x"},
        )
        | {"outsider": 404},
    ],
    "enquiries:act": [
        only("archivist", "use_approver", "desk_officer", answer=400, method="post", arguments=enquiry(act="ask_more"))
        | {"outsider": 404}
    ],
    "enquiries:applicant": [
        only("archivist", "use_approver", "desk_officer", answer=422, method="post", arguments=enquiry())
        | {"outsider": 404}
    ],
    "enquiries:letter": [
        only("archivist", "use_approver", "desk_officer", answer=404, arguments=enquiry(name="nothing"))
        | {"outsider": 404}
    ],
    "enquiries:proof": [only("archivist", "use_approver", "desk_officer", arguments=enquiry_proof) | {"outsider": 404}],
    "opening:review_work": [only(*READERS, "outsider")],
    "opening:review_queue": [
        only(*NAMED, arguments=opening_review) | UNNAMED,
        only("opening_planner", answer=409, method="post", data={"percent": "5"}, arguments=opening_review)
        | UNNAMED
        | {"opening_reviewer": 403, "opening_approver": 403},
    ],
    "opening:review_alike": [only(*NAMED, arguments=opening_review) | UNNAMED],
    "opening:review_item": [
        only(*NAMED, arguments=opening_review_item) | UNNAMED,
        only("opening_reviewer", answer=302, method="post", data={"value": "open"}, arguments=opening_review_item)
        | UNNAMED
        | {"opening_planner": 403, "opening_approver": 403},
    ],
    "opening:overview": [only(*READERS, "outsider")],
    "opening:fonds": [
        only(*READERS, arguments=own_fonds) | {"outsider": 404},
        only("opening_planner", answer=400, method="post", arguments=own_fonds) | {"outsider": 404},
    ],
    "opening:batches": [only(*READERS, "outsider")],
    "opening:batch": [
        only(*READERS, arguments=review_batch) | {"outsider": 404},
        only(*READERS, answer=404, method="post", data={"act": "?"}, arguments=review_batch) | {"outsider": 404},
    ],
    "opening:paper": [only(*READERS, arguments=review_paper) | {"outsider": 404}],
    "opening:statistics": [only(*READERS, "outsider")],
    "opening:statistics_book": [only(*READERS, "outsider")],
    "opening:statistics_of_fonds": [only(*READERS, arguments=own_fonds) | {"outsider": 404}],
    "opening:letter": [
        only(*READERS, arguments=opening_letter) | {"outsider": 404},
        only("opening_planner", answer=404, method="post", arguments=opening_letter) | {"outsider": 404},
    ],
    "opening:package": [only(*READERS, arguments=opening_letter) | {"outsider": 404}],
    "opening:secret": [only("opening_approver")],
    "opening:withdrawals": [only("opening_approver")],
    "opening:withdraw": [
        only("opening_approver", arguments=unopened),
        only("opening_approver", answer=400, method="post", arguments=unopened),
    ],
    "opening:declassify": [
        only("opening_planner", arguments=secret_record),
        only("opening_planner", answer=400, method="post", arguments=secret_record),
    ],
    "opening:unit_letters": [only("unit_officer")],
    "opening:unit_letter": [
        only("unit_officer", arguments=opening_letter),
        only("unit_officer", answer=400, method="post", arguments=opening_letter),
    ],
    "opening:unit_package": [only("unit_officer", arguments=opening_letter)],
    "opening:consents": [only("authority_officer")],
    "opening:consent": [
        only("authority_officer", arguments=opening_request),
        only("authority_officer", answer=400, method="post", arguments=opening_request),
    ],
    "opening:notices": [everyone()],
    "opening:notice": [everyone(arguments=opening_notice)],
    "opening:notice_list": [everyone(arguments=opening_notice_list)],
}
