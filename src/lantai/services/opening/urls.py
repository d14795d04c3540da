"""Addresses of opening review: the staff's, the unit's, the authority's, and the public notices."""

from django.urls import path

from lantai.services.opening.reviewing.urls import urlpatterns as reviewing
from lantai.services.opening.views import authority, batches, due, figures, letters, notices, papers, records

app_name = "opening"
urlpatterns = [
    *reviewing,
    path("notices", notices.notices, name="notices"),
    path("notices/<ulid:ulid>", notices.notice, name="notice"),
    path("notices/<ulid:ulid>/list.<slug:form>", notices.notice_list, name="notice_list"),
    path("handover/opening", letters.unit_letters, name="unit_letters"),
    path("handover/opening/<ulid:ulid>", letters.unit_letter, name="unit_letter"),
    path("handover/opening/<ulid:ulid>/package.xlsx", letters.unit_package, name="unit_package"),
    path("authority/consents", authority.consents, name="consents"),
    path("authority/consents/<ulid:ulid>", authority.consent, name="consent"),
    path("staff/opening/", due.overview, name="overview"),
    path("staff/opening/due/<ulid:ulid>", due.fonds, name="fonds"),
    path("staff/opening/statistics", figures.statistics, name="statistics"),
    path("staff/opening/statistics.xlsx", figures.statistics_book, name="statistics_book"),
    path("staff/opening/statistics/<ulid:ulid>", figures.statistics_of_fonds, name="statistics_of_fonds"),
    path("staff/opening/secret", records.secret, name="secret"),
    path("staff/opening/withdrawals", records.withdrawals, name="withdrawals"),
    path("staff/opening/batches", batches.batches, name="batches"),
    path("staff/opening/batches/<ulid:ulid>", batches.batch, name="batch"),
    path("staff/opening/batches/<ulid:ulid>/papers/<slug:name>.<slug:form>", papers.paper, name="paper"),
    path("staff/opening/letters/<ulid:ulid>", letters.letter, name="letter"),
    path("staff/opening/letters/<ulid:ulid>/package.xlsx", letters.package, name="package"),
    path("staff/opening/records/<ulid:ulid>/withdraw", records.withdraw, name="withdraw"),
    path("staff/opening/records/<ulid:ulid>/declassify", records.declassification, name="declassify"),
]
