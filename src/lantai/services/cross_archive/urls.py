"""Addresses of cross-archive enquiries: the door of packages, partner archives, cases that go to and fro."""

from django.urls import path

from lantai.services.cross_archive.views import cases, door, partners

app_name = "cross_archive"
urlpatterns = [
    path("exchange/cases", door.receive, name="receive"),
    path("staff/partners", partners.partners, name="partners"),
    path("staff/partners/keys", partners.keys, name="keys"),
    path("staff/partners/agree", partners.agree, name="agree"),
    path("staff/partners/card/<str:code>", partners.card, name="card"),
    path("staff/partners/<ulid:ulid>", partners.partner, name="partner"),
    path("staff/partners/<ulid:ulid>/acts/<str:act>", partners.act, name="act"),
    path("staff/partners/<ulid:ulid>/packages", partners.packages, name="packages"),
    path("staff/partners/<ulid:ulid>/send", cases.send, name="send"),
    path("staff/passed/<ulid:ulid>", cases.passed, name="passed"),
    path("staff/passed/<ulid:ulid>/call-back", cases.call_back, name="call_back"),
    path("staff/passed/<ulid:ulid>/prints/<ulid:document>", cases.hand_out, name="hand_out"),
]
