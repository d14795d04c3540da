"""Addresses of the four-property check."""

from django.urls import path

from lantai.holdings.checks import views

app_name = "checks"
urlpatterns = [
    path("staff/checks/", views.runs, name="runs"),
    path("staff/checks/keeping", views.keep, name="keep"),
    path("staff/checks/<ulid:ulid>", views.run, name="run"),
    path("staff/checks/<ulid:ulid>/report.pdf", views.report_pdf, name="report_pdf"),
    path("staff/checks/<ulid:ulid>/report.json", views.report_json, name="report_json"),
    path("staff/checks/<ulid:ulid>/findings.jsonl", views.findings, name="findings"),
    path("staff/checks/<ulid:ulid>/items/<str:code>", views.item, name="item"),
    path("staff/checks/<ulid:ulid>/evidence/<ulid:evidence>", views.evidence, name="evidence"),
]
