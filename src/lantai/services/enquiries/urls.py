"""Addresses of enquiries: the public pages, the desk's, the forming unit's, the authority's."""

from django.urls import path

from lantai.services.enquiries.views import (
    authority,
    board,
    chosen,
    counter,
    desk,
    guide,
    own,
    platforms,
    public,
    screen,
    unit,
)

app_name = "enquiries"
urlpatterns = [
    path("services", guide.services, name="services"),
    path("services/figures", guide.figures, name="figures"),
    path("services/<str:code>", guide.service, name="service"),
    path("services/<str:code>/apply", guide.apply, name="apply"),
    path("enquiries/unopened", public.unopened, name="unopened"),
    path("enquiries", own.door, name="door"),
    path("enquiries/<str:number>", own.enquiry, name="own"),
    path("enquiries/<str:number>/leave", own.leave, name="leave"),
    path("enquiries/<str:number>/acts/<str:act>", own.act, name="own_act"),
    path("enquiries/<str:number>/letters/<str:name>.pdf", own.letter, name="own_letter"),
    path("enquiries/<str:number>/copies/<ulid:ulid>.pdf", own.copy, name="own_copy"),
    path("handover/consents", unit.consents, name="consents"),
    path("handover/consents/<ulid:ulid>", unit.consent, name="consent"),
    path("staff/complaints", authority.complaints, name="complaints"),
    path("staff/complaints/<ulid:ulid>", authority.complaint, name="complaint"),
    path("staff/enquiries", desk.enquiries, name="enquiries"),
    path("staff/enquiries/board", board.board, name="board"),
    path("staff/enquiries/taken", counter.taken, name="taken"),
    path("staff/enquiries/taken/<ulid:ulid>", counter.taken_case, name="taken_case"),
    path("staff/enquiries/taken/<ulid:ulid>/acts/<str:act>", counter.taken_act, name="taken_act"),
    path("staff/enquiries/taken/<ulid:ulid>/prints/<ulid:document>", counter.hand_out, name="hand_out"),
    path("staff/enquiries/new", desk.new, name="new"),
    path("staff/enquiries/list", platforms.take_list, name="take_list"),
    path("staff/enquiries/<ulid:ulid>", desk.enquiry, name="enquiry"),
    path("staff/enquiries/<ulid:ulid>/acts/<str:act>", desk.act, name="act"),
    path("staff/enquiries/<ulid:ulid>/applicant", desk.applicant, name="applicant"),
    path("staff/enquiries/<ulid:ulid>/desk", screen.desk, name="desk"),
    path("staff/enquiries/<ulid:ulid>/desk/acts/<str:act>", screen.desk_act, name="desk_act"),
    path("staff/enquiries/<ulid:ulid>/desk/papers/<str:name>.pdf", screen.paper, name="desk_paper"),
    path("staff/enquiries/<ulid:ulid>/desk/<ulid:record>", chosen.pages, name="desk_pages"),
    path("staff/enquiries/<ulid:ulid>/desk/<ulid:record>/<int:position>", chosen.mask, name="desk_mask"),
    path("staff/enquiries/<ulid:ulid>/letters/<str:name>.pdf", desk.letter, name="letter"),
    path("staff/enquiries/<ulid:ulid>/proofs/<ulid:document>", desk.proof, name="proof"),
]
