"""The permission table: for every address, what each role is answered. An address that is not here fails the suite.

One line says who may: `everyone()`, `only("archivist", "proofreader")`; `| {"outsider": 404}` changes single answers.
Addresses with arguments name them as a function of the `World` (an institution, its cast, a fonds, two records), so a
page that shows records gets two lines: one for the opened record, one for the unopened.
"""

from __future__ import annotations

from tests.architecture.arguments import (
    A_NAME,
    WHOLE,
    acquisition,
    acquisition_call,
    acquisition_document,
    acquisition_lead,
    acquisition_party,
    api_files,
    api_page,
    archivists_event,
    audit_export,
    check_evidence,
    check_item,
    check_run,
    code_rule,
    counted_change,
    deposit_reminder,
    disposal_appraisal,
    disposal_destruction,
    disposal_hold,
    done_merge,
    entry_difference,
    entry_item,
    entry_task,
    exported,
    file_entry,
    file_printout,
    first_page,
    first_person,
    fixity_finding,
    fonds,
    given_description,
    imported,
    named,
    normalisation_run,
    opened,
    own_archivist,
    own_event,
    own_fonds,
    place,
    place_link,
    place_name,
    plan,
    printout,
    proposed_account,
    proposed_link,
    record_pair,
    restored,
    series,
    stock_line,
    stock_taking,
    store_box,
    store_label,
    store_loan,
    store_movement,
    store_room,
    store_shelf,
    transfer,
    transfer_agreement,
    transfer_draft,
    transfer_file,
    transfer_returned,
    transfer_submitted,
    unopened,
    volume,
    whole_chain,
)
from tests.architecture.cases import (
    CORRECTORS,
    DECLARED,
    HIDDEN,
    MANAGERS,
    OFFICES,
    READERS,
    STAFF,
    Case,
    describes_records,
    everyone,
    only,
    shows_records,
)
from tests.architecture.permissions_services import SERVICES

REMINDED = {"email": "staff@example.test", "phone": "", "pace": "daily", "language": "zh"}

PERMISSIONS: dict[str, list[Case]] = {
    "portal:home": [everyone()],
    "portal:help": [everyone()],
    "portal:appearance": [everyone(302, method="post", data={"large": "1"})],
    "portal:healthz": [everyone()],
    "portal:readyz": [everyone()],
    "set_language": [everyone(302, method="post", data={"language": "en"})],
    "accounts:sign_in": [everyone() | dict.fromkeys(STAFF, 302)],
    "accounts:second_step": [everyone(302)],
    "accounts:sign_out": [everyone(302, method="post")],
    "catalogue:fonds_list": [everyone()],
    "catalogue:fonds": [everyone(arguments=lambda world: {"code": world.fonds.code})],
    "imports:imports": [only("archivist", "outsider")],
    "imports:new": [only("archivist", "outsider")],
    "imports:batch": [only("archivist", arguments=imported) | {"outsider": 404}],
    "imports:report": [only("archivist", arguments=imported) | {"outsider": 404}],
    "imports:reading": [
        only("archivist", answer=302, method="post", data={"take": "add"}, arguments=imported) | {"outsider": 404}
    ],
    "imports:commit": [only("archivist", answer=302, method="post", arguments=imported) | {"outsider": 404}],
    "imports:undo": [only("archivist", answer=302, method="post", arguments=imported) | {"outsider": 404}],
    "checks:runs": [only("archivist", "outsider", "unit_officer")],
    "checks:keep": [only("archivist", "outsider", "unit_officer", answer=400, method="post")],
    "checks:run": [only("archivist", "unit_officer", arguments=check_run) | {"outsider": 404}],
    "checks:item": [
        only("archivist", "unit_officer", arguments=check_item) | {"outsider": 404},
        only("archivist", "unit_officer", answer=400, method="post", arguments=check_item) | {"outsider": 404},
    ],
    "checks:report_pdf": [only("archivist", "unit_officer", arguments=check_run) | {"outsider": 404}],
    "checks:report_json": [only("archivist", "unit_officer", arguments=check_run) | {"outsider": 404}],
    "checks:findings": [only("archivist", "unit_officer", arguments=check_run) | {"outsider": 404}],
    "checks:evidence": [only("archivist", "unit_officer", arguments=check_evidence) | {"outsider": 404}],
    "transfers:handovers": [only("unit_officer")],
    "transfers:begin": [only("unit_officer"), only("unit_officer", answer=400, method="post")],
    "transfers:agree": [only("unit_officer", answer=302, method="post", arguments=transfer_agreement)],
    "transfers:handover": [only("unit_officer", arguments=transfer_draft())],
    "transfers:declare": [
        only("unit_officer", arguments=transfer_draft()),
        only("unit_officer", answer=302, method="post", data=DECLARED, arguments=transfer_draft()),
    ],
    "transfers:files": [
        only("unit_officer", arguments=transfer_draft()),
        only("unit_officer", answer=400, method="post", arguments=transfer_draft()),
    ],
    "transfers:remove_file": [only("unit_officer", answer=302, method="post", arguments=transfer_file)],
    "transfers:uploads": [only("unit_officer", answer=400, method="post", arguments=transfer_draft())],
    "transfers:upload": [only("unit_officer", method="head", without="put", arguments=transfer_file)],
    "transfers:unit_act": [
        only("unit_officer", answer=302, method="post", arguments=transfer_draft(act="submit")),
        only("unit_officer", answer=302, method="post", arguments=transfer_draft(act="withdraw")),
    ],
    "transfers:unit_paper": [
        only("unit_officer", arguments=transfer_returned(name="problems-1", form="json")),
    ],
    "transfers:transfers": [only("archivist", "outsider")],
    "transfers:agreements": [
        only("archivist", "outsider"),
        only("archivist", "outsider", answer=400, method="post"),
    ],
    "transfers:end_agreement": [
        only("archivist", answer=302, method="post", arguments=transfer_agreement) | {"outsider": 404}
    ],
    "transfers:transfer": [
        only("archivist", arguments=transfer_submitted()) | {"outsider": 404},
    ],
    "transfers:desk_act": [
        only("archivist", answer=302, method="post", arguments=transfer_submitted(act="count")) | {"outsider": 404}
    ],
    "transfers:desk_paper": [
        only("archivist", arguments=transfer_returned(name="problems-1", form="json")) | {"outsider": 404}
    ],
    "printing:start": [only(*READERS, "outsider"), only(*READERS, "outsider", answer=400, method="post")],
    "printing:volume": [
        only(*READERS, arguments=volume) | {"outsider": 404},
        only(*READERS, answer=302, method="post", data={"form": "volume_cover"}, arguments=volume) | {"outsider": 404},
    ],
    "printing:printout": [
        only(*READERS, arguments=printout) | {"outsider": 404},
        only(*READERS, answer=404, arguments=file_printout) | {"archivist": 200, "outsider": 404},
    ],
    "printing:file": [
        only(*READERS, arguments=printout) | {"outsider": 404},
        only(*READERS, answer=404, arguments=file_printout) | {"archivist": 200, "outsider": 404},
    ],
    "entry:work": [only("archivist", "outsider"), only("archivist", "outsider", query="volumes=1")],
    "entry:reading": [only("archivist", "outsider", method="post", data={"kind": "date", "value": "1981"})],
    "entry:record": [
        only("archivist", arguments=opened) | {"outsider": 404},
        only("archivist", arguments=unopened) | {"outsider": 404},
    ],
    "entry:rows": [
        only("archivist", arguments=first_page(opened)) | {"outsider": 404},
        only("archivist", arguments=first_page(unopened)) | {"outsider": 404},
    ],
    "entry:tasks": [only("archivist", "outsider")],
    "entry:task": [only("archivist", arguments=entry_task) | {"outsider": 404}],
    "entry:item": [only("archivist", arguments=entry_item) | {"outsider": 404}],
    "entry:differences": [only("archivist", arguments=entry_task) | {"outsider": 404}],
    "entry:decide": [only("archivist", arguments=entry_difference) | {"outsider": 404}],
    "arrangement:overview": [only("archivist", "outsider")],
    "arrangement:tree": [only("archivist", arguments=fonds) | {"outsider": 404}],
    "arrangement:codes": [only("archivist", arguments=fonds) | {"outsider": 404}],
    "arrangement:plans": [only("archivist", arguments=fonds) | {"outsider": 404}],
    "arrangement:renumber": [only("archivist", arguments=fonds) | {"outsider": 404}],
    "arrangement:classify": [only("archivist", arguments=fonds) | {"outsider": 404}],
    "arrangement:move": [only("archivist", arguments=fonds) | {"outsider": 404}],
    "arrangement:fonds_file": [only("archivist", arguments=fonds) | {"outsider": 404}],
    "arrangement:file_entry": [
        only("archivist", arguments=file_entry) | {"outsider": 404},
        only("archivist", answer=400, method="post", data={"part": "keeping"}, arguments=file_entry)
        | {"outsider": 404},
    ],
    "arrangement:withdraw_file_entry": [
        only("archivist", answer=302, method="post", data={"version": 1, "reason": "误登"}, arguments=file_entry)
        | {"outsider": 404}
    ],
    "arrangement:series": [only("archivist", arguments=series) | {"outsider": 404}],
    "arrangement:plan": [only("archivist", arguments=plan) | {"outsider": 404}],
    "arrangement:record_codes": [
        only("archivist", arguments=opened) | {"outsider": 404},
        only("archivist", arguments=unopened) | {"outsider": 404},
    ],
    "arrangement:place": [
        only("archivist", arguments=opened) | {"outsider": 404},
        only("archivist", arguments=unopened) | {"outsider": 404},
    ],
    "arrangement:put_into_volume": [
        only("archivist", answer=422, method="post", data={"version": 1, "reason": "移卷"}, arguments=unopened)
        | {"outsider": 404}
    ],
    "arrangement:put_into_class": [
        only("archivist", answer=422, method="post", data={"version": 1, "reason": "归类"}, arguments=unopened)
        | {"outsider": 404}
    ],
    "arrangement:add_series": [
        only("archivist", answer=302, method="post", data={"code": "KJ", "title": "科技档案"}, arguments=fonds)
        | {"outsider": 404}
    ],
    "arrangement:enter_tree": [
        only("archivist", answer=302, method="post", data={"text": "ZP 照片", "reason": "方案"}, arguments=fonds)
        | {"outsider": 404}
    ],
    "arrangement:begin_version": [
        only("archivist", answer=302, method="post", data={"reason": "新方案"}, arguments=fonds) | {"outsider": 404}
    ],
    "arrangement:move_series": [
        only(
            "archivist",
            answer=302,
            method="post",
            data={"version": 1, "position": 1, "reason": "顺序"},
            arguments=series,
        )
        | {"outsider": 404}
    ],
    "arrangement:retire_series": [
        only("archivist", answer=302, method="post", data={"version": 1, "reason": "停用"}, arguments=series)
        | {"outsider": 404}
    ],
    "arrangement:add_rule": [
        only(
            "archivist",
            answer=302,
            method="post",
            data={"level": "item", "scheme": "dat22/1", "reason": "方案"},
            arguments=fonds,
        )
        | {"outsider": 404}
    ],
    "arrangement:remove_rule": [
        only("archivist", answer=302, method="post", data={"reason": "误设"}, arguments=code_rule) | {"outsider": 404}
    ],
    "arrangement:reserve": [
        only("archivist", answer=400, method="post", data={"level": "item"}, arguments=fonds) | {"outsider": 404}
    ],
    "arrangement:commit_plan": [
        only("archivist", answer=302, method="post", data={"reason": "重新编号"}, arguments=plan) | {"outsider": 404}
    ],
    "arrangement:undo_plan": [
        only("archivist", answer=302, method="post", data={"reason": "误"}, arguments=plan) | {"outsider": 404}
    ],
    "arrangement:renumber_record": [
        only(
            "archivist",
            answer=302,
            method="post",
            data={"version": 1, "code": "0001-WS·1979-Y-BGS-0009", "reason": "更正"},
            arguments=unopened,
        )
        | {"outsider": 404}
    ],
    "arrangement:number_next": [
        only("archivist", answer=302, method="post", data={"scheme": "dat22/1", "reason": "编号"}, arguments=unopened)
        | {"outsider": 404}
    ],
    "arrangement:unit_code": [
        only("archivist", answer=302, method="post", data={"code": "79-5", "reason": "室编"}, arguments=unopened)
        | {"outsider": 404}
    ],
    "exchange:exchange": [only(*READERS, "outsider"), only(*READERS, "outsider", query="fonds=x&code=Z")],
    "exchange:order": [only(*READERS, "outsider", answer=400, method="post")],
    "exchange:export_file": [only(*READERS, arguments=exported) | {"outsider": 404}],
    "exchange:receive": [only("archivist", "outsider", answer=400, method="post")],
    "exchange:load": [only("archivist", arguments=given_description) | {"outsider": 404}],
    "exchange:begin": [only("archivist", answer=302, method="post", arguments=given_description) | {"outsider": 404}],
    "exchange:undo": [only("archivist", answer=302, method="post", arguments=given_description) | {"outsider": 404}],
    "exchange:record_ead3": [everyone(arguments=opened), everyone(404, arguments=unopened)],
    "exchange:record_dc": [everyone(arguments=opened), everyone(404, arguments=unopened)],
    "people:persons": [only(*READERS, "outsider"), only(*READERS, "outsider", query="name=柳")],
    "people:by_number": [only(*READERS, "outsider", answer=400, method="post", data={"id_number": "12"})],
    "people:id_number": [
        only("archivist", "desk_officer", method="post", data={"reason": "核对工龄"}, arguments=first_person(opened)),
        only("archivist", "desk_officer", method="post", data={"reason": "核对工龄"}, arguments=first_person(unopened))
        | {"outsider": 404},
    ],
    "authority:authorities": [only(*READERS, "outsider"), only(*READERS, "outsider", query="words=红旗&kind=place")],
    "authority:new": [only("archivist", "outsider")],
    "authority:authority": [only(*READERS, "outsider", arguments=place)],
    "authority:describe": [
        only("archivist", answer=302, method="post", data={"version": 1, "kind": "place"}, arguments=place)
    ],
    "authority:add_name": [
        only("archivist", answer=302, method="post", data={"version": 1, **A_NAME}, arguments=place)
    ],
    "authority:name": [
        only("archivist", answer=302, method="post", data={"version": 1, **A_NAME}, arguments=place_name)
    ],
    "authority:link": [
        only("archivist", answer=400, method="post", data={"version": 1}, arguments=place) | {"outsider": 400}
    ],
    "authority:unlink": [only("archivist", answer=302, method="post", data={"version": 2}, arguments=place_link)],
    "description:new": [only("archivist", "outsider")],
    "description:edit": describes_records(),
    "description:history": describes_records(),
    "description:restore": describes_records(restored, answer=302, method="post", data={"version": 2}),
    "description:opening": [only("opening_approver", arguments=record) for record in (opened, unopened)],
    "description:reading": [only("archivist", "outsider", query="date=1987.3")],
    "description:fonds_list": [only("archivist", "outsider")],
    "description:found": [
        only("archivist", "outsider"),
        only("archivist", "outsider", answer=400, method="post", data={"code": "0009"}),
    ],
    "description:fonds": [only("archivist", arguments=own_fonds) | {"outsider": 404}],
    "description:rename": [
        only("archivist", answer=302, method="post", data={"version": 1, "title": "县政府"}, arguments=own_fonds)
        | {"outsider": 404}
    ],
    "description:describe_fonds": [
        only("archivist", answer=302, method="post", data={"version": 1, "guide": "简介"}, arguments=own_fonds)
        | {"outsider": 404}
    ],
    "description:fonds_opening": [only("opening_approver", arguments=own_fonds)],
    "description:cells": [only("archivist", "outsider")],
    "description:pairs": [only("archivist", "outsider")],
    "description:look": [only("archivist", answer=302, method="post", arguments=own_fonds) | {"outsider": 404}],
    "description:look_across": [
        only("archivist", answer=404, method="post", data={"archive": "LT01"}) | {"outsider": 404}
    ],
    "description:decide_pair": [
        only("archivist", answer=302, method="post", data={"together": "yes"}, arguments=record_pair)
        | {"outsider": 404}
    ],
    "description:changes": [only("archivist", "outsider")],
    "description:change_new": [only("archivist", "outsider")],
    "description:change": [only("archivist", arguments=counted_change) | {"outsider": 404}],
    "description:count": [only("archivist", answer=302, method="post", arguments=counted_change) | {"outsider": 404}],
    "description:carry_out": [
        only("archivist", answer=302, method="post", arguments=counted_change) | {"outsider": 404}
    ],
    "description:undo": [only("archivist", answer=302, method="post", arguments=counted_change) | {"outsider": 404}],
    "merging:merge": [only("archivist", others=403, answer=404) | {"outsider": 404}],
    "merging:merges": [only("archivist", "outsider")],
    "merging:done": [only("archivist", arguments=done_merge) | {"outsider": 404}],
    "merging:undo": [only("archivist", answer=302, method="post", arguments=done_merge) | {"outsider": 404}],
    "fixity:fixity": [only(*MANAGERS), only(*MANAGERS, query="state=closed")],
    "fixity:begin": [only(*MANAGERS, answer=302, method="post")],
    "fixity:decide": [
        only("archivist", "system_administrator", answer=302, method="post", arguments=fixity_finding)
        | {"outsider": 404}
    ],
    "normalisation:formats": [only(*MANAGERS)],
    "normalisation:begin": [only(*MANAGERS, answer=302, method="post")],
    "normalisation:run": [only("archivist", "system_administrator", arguments=normalisation_run) | {"outsider": 404}],
    "normalisation:pause": [
        only("archivist", "system_administrator", answer=302, method="post", arguments=normalisation_run)
        | {"outsider": 404}
    ],
    "people:links": [only("archivist", "outsider")],
    "people:decide": [
        only("archivist", answer=302, method="post", data={"same": "yes"}, arguments=proposed_link) | {"outsider": 404},
    ],
    "people:propose": [
        only("archivist", answer=302, method="post", arguments=opened),
        only("archivist", answer=302, method="post", arguments=unopened) | {"outsider": 404},
    ],
    "fulltext:search": [everyone(), everyone(query="q=春耕")],
    "fulltext:suggest": [everyone(query="q=春")],
    "fulltext:record": shows_records(),
    "fulltext:page": shows_records(first_page),
    "fulltext:iiif_manifest": shows_records(),
    "fulltext:iiif_base": shows_records(first_page, 303),
    "fulltext:iiif_info": shows_records(first_page),
    "fulltext:iiif_image": shows_records(lambda record: first_page(record, **WHOLE)),
    "fulltext:file": [
        everyone(arguments=lambda world: {"ulid": world.file_of(world.opened)}),
        only(*READERS, arguments=lambda world: {"ulid": world.file_of(world.unopened)}, **HIDDEN),
    ],
    "fulltext:proofreading": [only(*CORRECTORS, "outsider")],
    "fulltext:proofread": [
        only(*CORRECTORS, "outsider", arguments=first_page(opened)),
        only(*CORRECTORS, arguments=first_page(unopened)) | {"outsider": 404},
    ],
    "fulltext:read_again": [
        only(*CORRECTORS, answer=302, method="post", arguments=opened) | {"outsider": 403},
        only(*CORRECTORS, answer=302, method="post", arguments=unopened) | {"outsider": 404},
    ],
    "fulltext:page_history": [
        only(*CORRECTORS, "outsider", arguments=first_page(opened)),
        only(*CORRECTORS, arguments=first_page(unopened)) | {"outsider": 404},
    ],
    "fulltext:to_confirm": [only("archivist", "opening_approver", "outsider")],
    "fulltext:confirm": [
        only("archivist", "opening_approver", "outsider", answer=404, arguments=first_page(opened)),
        only("archivist", "opening_approver", answer=404, arguments=first_page(unopened)) | {"outsider": 404},
    ],
    "accessions:desk": [only(*STAFF)],
    "accessions:intake": [only("archivist", "outsider")],
    "accessions:new": [only("archivist", "outsider")],
    "accessions:transfer": [only("archivist", arguments=transfer) | {"outsider": 404}],
    "accessions:records": [only(*READERS, "outsider")],
    "accessions:records_file": [only(*READERS, "outsider"), only(*READERS, "outsider", answer=400, query="state=odd")],
    "accessions:record": [
        only(*READERS, arguments=unopened) | {"outsider": 404},
    ],
    "acquisitions:donate": [everyone(), everyone(400, method="post")],
    "acquisitions:acquisitions": [only("archivist", "outsider")],
    "acquisitions:propose": [only("archivist", "outsider"), only("archivist", "outsider", answer=400, method="post")],
    "acquisitions:calls": [only("archivist", "outsider"), only("archivist", "outsider", answer=400, method="post")],
    "acquisitions:end_call": [
        only("archivist", answer=302, method="post", arguments=acquisition_call) | {"outsider": 404}
    ],
    "acquisitions:leads": [only("archivist", "outsider")],
    "acquisitions:new_lead": [only("archivist", "outsider"), only("archivist", "outsider", answer=400, method="post")],
    "acquisitions:lead": [only("archivist", arguments=acquisition_lead()) | {"outsider": 404}],
    "acquisitions:lead_act": [
        only("archivist", answer=400, method="post", arguments=acquisition_lead(act="note")) | {"outsider": 404}
    ],
    "acquisitions:party": [
        only("archivist", arguments=acquisition_party) | {"outsider": 404},
        only("archivist", answer=400, method="post", arguments=acquisition_party) | {"outsider": 404},
    ],
    "acquisitions:contact": [
        only("archivist", method="post", data={"reason": "约定登门时间"}, arguments=acquisition_party)
        | {"outsider": 404}
    ],
    "acquisitions:seen": [only("archivist", answer=302, method="post", arguments=deposit_reminder) | {"outsider": 404}],
    "acquisitions:acquisition": [only("archivist", arguments=acquisition()) | {"outsider": 404}],
    "acquisitions:act": [
        only("archivist", answer=400, method="post", arguments=acquisition(act="item")) | {"outsider": 404}
    ],
    "acquisitions:paper": [only("archivist", arguments=acquisition(name="receipt")) | {"outsider": 404}],
    "acquisitions:document": [only("archivist", arguments=acquisition_document) | {"outsider": 404}],
    "storerooms:overview": [only(*READERS, "outsider")],
    "storerooms:new_room": [only("store_keeper"), only("store_keeper", answer=400, method="post")],
    "storerooms:place": [
        only(*READERS, arguments=store_room) | {"outsider": 404},
        only("store_keeper", answer=302, method="post", data={"act": "change", "note": "南墙"}, arguments=store_shelf)
        | {"outsider": 404},
    ],
    "storerooms:boxes": [only(*READERS, "outsider"), only(*READERS, "outsider", query="fonds=0001&waiting=on")],
    "storerooms:new_box": [only("store_keeper"), only("store_keeper", answer=400, method="post")],
    "storerooms:box": [
        only(*READERS, arguments=store_box) | {"outsider": 404},
        only("store_keeper", answer=400, method="post", data={"act": "put"}, arguments=store_box) | {"outsider": 404},
    ],
    "storerooms:boxing": [only("store_keeper"), only("store_keeper", answer=400, method="post")],
    "storerooms:movements": [only(*READERS, "outsider")],
    "storerooms:movement": [only(*READERS, arguments=store_movement) | {"outsider": 404}],
    "storerooms:undo": [only("store_keeper", answer=302, method="post", arguments=store_movement)],
    "storerooms:shelve": [only("store_keeper", answer=400, method="post", arguments=store_movement)],
    "storerooms:labels": [only("store_keeper", answer=404, method="post")],
    "storerooms:loans": [only(*READERS, "outsider"), only(*READERS, "outsider", query="closed=1")],
    "storerooms:lend": [only("store_keeper"), only("store_keeper", answer=400, method="post")],
    "storerooms:loan": [
        only(*READERS, arguments=store_loan) | {"outsider": 404},
        only("store_keeper", answer=409, method="post", arguments=store_loan) | {"outsider": 404},
    ],
    "storerooms:stock_begin": [only("store_keeper", answer=302, method="post", arguments=store_room)],
    "storerooms:stock_takings": [only(*READERS, "outsider")],
    "storerooms:stock_taking": [
        only(*READERS, arguments=stock_taking) | {"outsider": 404},
        only("store_keeper", answer=302, method="post", arguments=stock_taking) | {"outsider": 404},
    ],
    "storerooms:stock_scan": [
        only(*READERS, arguments=stock_taking) | {"outsider": 404},
        only("store_keeper", answer=302, method="post", data={"code": "?"}, arguments=stock_taking) | {"outsider": 404},
    ],
    "storerooms:stock_report": [only(*READERS, arguments=stock_taking) | {"outsider": 404}],
    "storerooms:stock_paper": [only(*READERS, arguments=stock_taking) | {"outsider": 404}],
    "storerooms:stock_decide": [
        only("store_keeper", answer=302, method="post", data={"decision": "noted"}, arguments=stock_line)
    ],
    "storerooms:scan_start": [only(*READERS, "outsider")],
    "storerooms:scan": [
        only(*READERS, arguments=store_label) | {"outsider": 404},
        only(*READERS, answer=400, method="post", data={"other": "?"}, arguments=store_label) | {"outsider": 404},
    ],
    "disposal:overview": [only(*READERS, "outsider")],
    "disposal:fonds": [
        only(*READERS, arguments=fonds) | {"outsider": 404},
        only("archivist", answer=400, method="post", arguments=fonds) | {"outsider": 404},
    ],
    "disposal:appraisals": [only(*READERS, "outsider")],
    "disposal:appraisal": [
        only(*READERS, arguments=disposal_appraisal) | {"outsider": 404},
        only("archivist", answer=409, method="post", data={"act": "pass_on"}, arguments=disposal_appraisal)
        | {"outsider": 404},
    ],
    "disposal:report": [only(*READERS, arguments=disposal_appraisal) | {"outsider": 404}],
    "disposal:destructions": [only(*READERS, "outsider")],
    "disposal:destruction": [
        only(*READERS, arguments=disposal_destruction) | {"outsider": 404},
        only(
            "disposal_approver",
            answer=302,
            method="post",
            data={"act": "agree", "text": "同意"},
            arguments=disposal_destruction,
        )
        | {"outsider": 404},
    ],
    "disposal:list": [only(*READERS, arguments=disposal_destruction) | {"outsider": 404}],
    "disposal:holds": [only(*READERS, "outsider"), only(*READERS, "outsider", query="released=1")],
    "disposal:new_hold": [only("archivist", "outsider"), only("archivist", "outsider", answer=400, method="post")],
    "disposal:hold": [
        only(*READERS, arguments=disposal_hold) | {"outsider": 404},
        only("disposal_approver", answer=422, method="post", arguments=disposal_hold) | {"outsider": 404},
    ],
    "accessions:jobs": [only(*MANAGERS)],
    "accessions:queue": [
        only(*MANAGERS, answer=302, method="post", data={"act": "pause"}, arguments=lambda world: {"name": "ocr"})
    ],
    "accounts:own": [only(*STAFF)],
    "accounts:second_factor": [only(*STAFF)],
    "accounts:own_reminders": [only(*STAFF), only(*STAFF, answer=302, method="post", data=REMINDED)],
    "accounts:reminders": [
        only("system_administrator", arguments=own_archivist),
        only("system_administrator", answer=400, method="post", data={"pace": "?"}, arguments=own_archivist),
    ],
    "accounts:accounts": [only(*OFFICES), only(*OFFICES, query="words=arch&state=active")],
    "accounts:new": [only("system_administrator")],
    "accounts:account": [only(*OFFICES, arguments=own_archivist)],
    "accounts:activate": [only("security_officer", method="post", arguments=proposed_account)],
    "accounts:reset": [only("security_officer", method="post", arguments=own_archivist)],
    "accounts:reset_factor": [only("security_officer", answer=302, method="post", arguments=own_archivist)],
    "accounts:unlock": [only("security_officer", answer=302, method="post", arguments=own_archivist)],
    "accounts:roles": [only("security_officer", answer=400, method="post", arguments=own_archivist)],
    "accounts:disable": [
        only("system_administrator", answer=302, method="post", data={"reason": "调离"}, arguments=own_archivist)
    ],
    "oversight:events": [
        only(*STAFF),
        only(*STAFF, query="verb=user:add&who=x&kind=record&subject=1&since=2026-01-01"),
    ],
    "oversight:event": [
        only("auditor", others=404, arguments=own_event),
        only("archivist", "auditor", "security_officer", others=404, arguments=archivists_event),
    ],
    "oversight:chain": [only("auditor", arguments=whole_chain)],
    "oversight:verify": [only("auditor", answer=302, method="post", arguments=whole_chain)],
    "oversight:sign": [only("auditor", answer=302, method="post", arguments=whole_chain)],
    "oversight:order": [only("auditor", answer=302, method="post", arguments=whole_chain)],
    "oversight:export_file": [only("auditor", arguments=audit_export)],
    "oversight:script": [only("auditor")],
    "oversight:script_sm2": [only("auditor")],
    "api:api-root": [everyone()],
    "api:openapi-json": [everyone()],
    "api:search": [everyone(), everyone(query="q=春耕"), everyone(422, query="size=0")],
    "api:suggest": [everyone(query="q=春")],
    "api:records": [everyone()],
    "api:record": shows_records(lambda record: named("record", record)),
    "api:pages": shows_records(lambda record: named("record", record)),
    "api:page": shows_records(api_page),
    "api:files": shows_records(lambda record: named("record", record)),
    "api:file": [
        everyone(arguments=lambda world: api_files(world, "opened")),
        only(*READERS, arguments=lambda world: api_files(world, "unopened"), **HIDDEN),
    ],
    "api:content": [
        everyone(arguments=lambda world: api_files(world, "opened")),
        only(*READERS, arguments=lambda world: api_files(world, "unopened"), **HIDDEN),
    ],
    "api:fonds_list": [everyone()],
    "api:fonds": [everyone(arguments=lambda world: {"code": world.fonds.code})],
    "api:transfers": [
        only("archivist", "outsider", anonymous=401),
        everyone(400, method="post") | {"anonymous": 401},  # a form is no JSON; orders: tests/journeys/test_api.py
    ],
    "api:transfer": [only("archivist", arguments=named("transfer", transfer), anonymous=401) | {"outsider": 404}],
    "api:jobs": [only(*MANAGERS, anonymous=401)],
    **SERVICES,
}
