"""Every exit of the site, by the name of its address: how the walker asks it, or why it gives nothing of records.

A new address that stands nowhere here fails the suite. Put it where it belongs:

- `OF_RECORDS` when it shows one record, its pages or its files: it is asked for each record there is;
- `OF_SETS` when it shows or counts many: it is asked once, and with every word nobody may find where it takes words;
- `OF_SHEETS` when it shows what was printed of many, or a paper about them;
- `OF_THINGS` when it shows something else that is reached by an identifier of its own;
- `ACTS` when it is only sent forms: the permission table asks those.
"""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    """One a word."""
    return frozenset(text.split())


OF_RECORDS = _names(
    """
    accessions:record api:content api:file api:files api:page api:pages api:record
    arrangement:place arrangement:record_codes certificates:copy certificates:statement
    description:edit description:history description:opening entry:record entry:rows exchange:record_dc
    exchange:record_ead3 fulltext:file fulltext:iiif_base fulltext:iiif_image fulltext:iiif_info
    fulltext:iiif_manifest fulltext:page
    fulltext:confirm fulltext:page_history fulltext:proofread fulltext:record opening:declassify opening:withdraw
    precheck:record printing:volume
    """
)
"""Asked for every record, page and file of the archive."""

ASKED_WITH_WORDS = {
    "fulltext:search": ("q={word}", "q={word}&tolerant=on", "q={word}&sort=-date", "q={word}&sort=code"),
    "fulltext:suggest": ("q={begun}",),
    "api:search": (
        "q={word}", "q={word}&loose=true&tolerant=true", "sort=date&q={word}", "q=-{word}&size=200", 'q="{word}"',
    ),
    "api:suggest": ("q={begun}&limit=50",),
    "api:records": ("q={word}",),
    "people:persons": ("name={word}",),
    "accessions:records": ("q={word}",),
    "accessions:records_file": ("words={word}",),
    "opening:notice": ("q={word}",),
}  # fmt: skip
"""Those of `OF_SETS` and `OF_FONDS` that take words, with the questions they are asked."""

ASKED_BESIDES = {
    "federation:oai": (
        "verb=Identify", "verb=ListSets", "verb=ListIdentifiers&metadataPrefix=oai_dc",
        "verb=ListRecords&metadataPrefix=oai_dc", "verb=ListRecords&metadataPrefix=ead3&set=LT01:0001",
    ),
}  # fmt: skip
"""Those that show nothing before they are asked something, with what they are asked besides."""

OF_SETS = _names(
    """
    portal:kiosk federation:oai appointments:book appointments:cancel appointments:day
    accessions:desk accessions:intake accessions:jobs accessions:new accessions:records accounts:accounts
    accessions:records_file
    accounts:new accounts:own accounts:own_reminders accounts:second_factor accounts:second_step accounts:sign_in
    acquisitions:acquisitions
    acquisitions:calls acquisitions:donate acquisitions:leads acquisitions:new_lead acquisitions:propose api:api-root
    api:fonds_list api:jobs api:openapi-json api:records api:search api:suggest api:transfers arrangement:overview
    authority:authorities authority:new catalogue:fonds_list certificates:certificates certificates:door
    certificates:key certificates:not_found certificates:script certificates:seals checks:runs
    cross_archive:partners description:cells description:change_new
    description:changes description:fonds_list description:found description:new description:pairs description:reading
    disposal:appraisals disposal:destructions disposal:holds disposal:new_hold disposal:overview enquiries:complaints
    enquiries:board enquiries:consents enquiries:dashboard enquiries:dashboard_file enquiries:door
    enquiries:yearly enquiries:year_file enquiries:register_file
    enquiries:enquiries enquiries:figures enquiries:lost enquiries:lost_answer
    enquiries:new enquiries:returned enquiries:rules enquiries:services
    enquiries:take_list enquiries:taken enquiries:unopened entry:tasks entry:work exchange:exchange fixity:fixity
    fulltext:proofreading fulltext:search fulltext:suggest fulltext:to_confirm imports:imports imports:new
    merging:merge merging:merges notices:notices normalisation:formats opening:batches opening:consents
    opening:notices opening:overview opening:review_work opening:secret opening:statistics opening:statistics_book
    opening:unit_letters opening:withdrawals
    oversight:chain oversight:events oversight:script oversight:script_sm2
    people:links people:persons portal:healthz portal:help
    portal:home portal:readyz precheck:precheck printing:start sharing:agreements sharing:new
    storerooms:boxes storerooms:boxing storerooms:lend storerooms:loans storerooms:movements storerooms:new_box
    storerooms:new_room storerooms:overview storerooms:scan_start storerooms:stock_takings transfers:agreements
    transfers:begin transfers:handovers transfers:transfers
    """
)
"""Lists, counts, forms and pages of the house: asked once by everybody."""

OF_FONDS = _names(
    """
    accessions:transfer api:fonds api:transfer arrangement:classify arrangement:codes arrangement:fonds_file
    arrangement:move arrangement:plans arrangement:renumber arrangement:tree catalogue:fonds description:fonds
    description:fonds_opening disposal:fonds opening:fonds opening:notice opening:notice_list
    opening:statistics_of_fonds oversight:event
    """
)
"""Asked for the fonds, the intake the records came with, the notice that once named them all, and for the first events
of the audit chain."""

OF_SHEETS = _names("opening:batch opening:paper printing:file printing:printout")
"""Printed of many records and kept: asked for every form that can be printed and every paper of a batch."""

OF_THINGS = {
    "an office's own work: of its own house by the permission table, walked by test_scope": _names(
        """
    accounts:account accounts:reminders acquisitions:acquisition acquisitions:document acquisitions:lead
    acquisitions:paper acquisitions:party arrangement:file_entry arrangement:plan arrangement:series authority:authority
    checks:evidence checks:findings
    certificates:certificate certificates:checkpoint certificates:log_proof certificates:picture
    certificates:proof certificates:seal certificates:verified checks:item checks:report_json checks:report_pdf
    checks:run description:change disposal:appraisal
    disposal:destruction disposal:hold disposal:list disposal:report enquiries:complaint enquiries:consent
    enquiries:apply enquiries:desk enquiries:desk_mask enquiries:desk_pages enquiries:desk_paper enquiries:enquiry
    enquiries:letter enquiries:own enquiries:own_copy enquiries:own_letter enquiries:proof cross_archive:card
    cross_archive:packages cross_archive:partner cross_archive:passed cross_archive:send enquiries:service
    enquiries:taken_case entry:decide
    entry:differences entry:item entry:task exchange:export_file exchange:load imports:batch imports:report
    merging:done normalisation:run opening:consent opening:letter opening:package
    opening:review_alike opening:review_item opening:review_queue opening:unit_letter opening:unit_package
    oversight:export_file precheck:run sharing:agreement sharing:image sharing:page
    sharing:record sharing:records storerooms:box storerooms:loan
    storerooms:movement storerooms:place storerooms:scan storerooms:stock_paper storerooms:stock_report
    storerooms:stock_scan storerooms:stock_taking transfers:declare transfers:desk_paper transfers:files
    transfers:handover transfers:transfer transfers:unit_paper
    """
    ),
}
"""Reason → addresses that are reached by an identifier which no record, page or file has."""

ACTS = {
    "is sent a form and answers with an address or a refusal; asked by the permission table": _names(
        """
    appointments:strike appointments:use appointments:visit portal:kiosk_reset
    accessions:queue accounts:activate accounts:disable accounts:reset accounts:reset_factor accounts:roles
    accounts:sign_out accounts:unlock acquisitions:act acquisitions:contact acquisitions:end_call
    acquisitions:lead_act acquisitions:seen arrangement:add_rule arrangement:add_series arrangement:begin_version
    arrangement:commit_plan arrangement:enter_tree arrangement:move_series arrangement:number_next
    arrangement:put_into_class arrangement:put_into_volume
    arrangement:remove_rule arrangement:renumber_record arrangement:reserve arrangement:retire_series
    arrangement:undo_plan arrangement:unit_code arrangement:withdraw_file_entry
    authority:add_name authority:describe authority:link authority:name
    authority:unlink certificates:act certificates:file certificates:print certificates:seal_act
    checks:keep
    cross_archive:act cross_archive:agree cross_archive:call_back cross_archive:hand_out cross_archive:keys
    cross_archive:receive
    description:carry_out description:count description:decide_pair description:describe_fonds
    description:look description:look_across description:rename description:restore description:undo enquiries:act
    enquiries:applicant enquiries:hand_out enquiries:desk_act enquiries:leave enquiries:own_act enquiries:taken_act
    entry:reading exchange:begin exchange:order fulltext:read_again
    exchange:receive exchange:undo fixity:begin fixity:decide imports:commit imports:reading imports:undo
    merging:undo normalisation:begin normalisation:pause notices:retry oversight:order oversight:sign oversight:verify
    people:by_number people:decide people:id_number people:propose portal:appearance precheck:order precheck:pause
    set_language sharing:act
    storerooms:labels storerooms:shelve storerooms:stock_begin storerooms:stock_decide storerooms:undo
    transfers:agree transfers:desk_act transfers:end_agreement transfers:remove_file transfers:unit_act
    transfers:upload transfers:uploads
    """
    ),
}
"""Reason → addresses that are never read from."""
