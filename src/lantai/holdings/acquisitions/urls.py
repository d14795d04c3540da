"""Addresses of acquisitions; `/donate` is the one for everybody."""

from django.urls import path

from lantai.holdings.acquisitions.views import desk, donate, leads

app_name = "acquisitions"
urlpatterns = [
    path("donate", donate.donate, name="donate"),
    path("staff/acquisitions", desk.acquisitions, name="acquisitions"),
    path("staff/acquisitions/new", desk.propose, name="propose"),
    path("staff/acquisitions/calls", leads.calls, name="calls"),
    path("staff/acquisitions/calls/<ulid:ulid>/end", leads.end_call, name="end_call"),
    path("staff/acquisitions/leads", leads.leads, name="leads"),
    path("staff/acquisitions/leads/new", leads.new_lead, name="new_lead"),
    path("staff/acquisitions/leads/<ulid:ulid>", leads.lead, name="lead"),
    path("staff/acquisitions/leads/<ulid:ulid>/<str:act>", leads.lead_act, name="lead_act"),
    path("staff/acquisitions/parties/<ulid:ulid>", leads.party, name="party"),
    path("staff/acquisitions/parties/<ulid:ulid>/contact", leads.contact, name="contact"),
    path("staff/acquisitions/reminders/<ulid:ulid>/seen", desk.seen, name="seen"),
    path("staff/acquisitions/<ulid:ulid>", desk.acquisition, name="acquisition"),
    path("staff/acquisitions/<ulid:ulid>/acts/<str:act>", desk.act, name="act"),
    path("staff/acquisitions/<ulid:ulid>/papers/<str:name>.pdf", desk.paper, name="paper"),
    path("staff/acquisitions/<ulid:ulid>/documents/<ulid:document>", desk.document, name="document"),
]
