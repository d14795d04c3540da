"""Addresses of disposal."""

from django.urls import path

from lantai.holdings.disposal.views import appraisals, destructions, due, holds

app_name = "disposal"
urlpatterns = [
    path("staff/disposal/", due.overview, name="overview"),
    path("staff/disposal/due/<ulid:ulid>", due.fonds, name="fonds"),
    path("staff/disposal/appraisals", appraisals.appraisals, name="appraisals"),
    path("staff/disposal/appraisals/<ulid:ulid>", appraisals.appraisal, name="appraisal"),
    path("staff/disposal/appraisals/<ulid:ulid>/report.pdf", appraisals.report, name="report"),
    path("staff/disposal/destructions", destructions.destructions, name="destructions"),
    path("staff/disposal/destructions/<ulid:ulid>", destructions.destruction, name="destruction"),
    path("staff/disposal/destructions/<ulid:ulid>/list.pdf", destructions.paper, name="list"),
    path("staff/disposal/holds", holds.holds, name="holds"),
    path("staff/disposal/holds/new", holds.new, name="new_hold"),
    path("staff/disposal/holds/<ulid:ulid>", holds.hold, name="hold"),
]
