"""The unit's pages below /handover, the desk's below /staff/transfers."""

from django.urls import path

from lantai.holdings.transfers.views import desk, portal, uploads

app_name = "transfers"
urlpatterns = [
    path("handover/", portal.handovers, name="handovers"),
    path("handover/new", portal.begin, name="begin"),
    path("handover/agreements/<ulid:ulid>/agree", portal.agree, name="agree"),
    path("handover/<ulid:ulid>", portal.handover, name="handover"),
    path("handover/<ulid:ulid>/declare", portal.declare, name="declare"),
    path("handover/<ulid:ulid>/files", portal.files, name="files"),
    path("handover/<ulid:ulid>/files/<ulid:file>/remove", uploads.remove, name="remove_file"),
    path("handover/<ulid:ulid>/uploads", uploads.create, name="uploads"),
    path("handover/<ulid:ulid>/uploads/<ulid:file>", uploads.upload, name="upload"),
    path("handover/<ulid:ulid>/acts/<slug:act>", portal.act, name="unit_act"),
    path("handover/<ulid:ulid>/papers/<slug:name>.<slug:form>", portal.paper, name="unit_paper"),
    path("staff/transfers", desk.transfers, name="transfers"),
    path("staff/transfers/agreements", desk.agreements, name="agreements"),
    path("staff/transfers/agreements/<ulid:ulid>/end", desk.end, name="end_agreement"),
    path("staff/transfers/<ulid:ulid>", desk.transfer, name="transfer"),
    path("staff/transfers/<ulid:ulid>/acts/<slug:act>", desk.act, name="desk_act"),
    path("staff/transfers/<ulid:ulid>/papers/<slug:name>.<slug:form>", desk.paper, name="desk_paper"),
]
