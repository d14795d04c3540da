"""Addresses of oversight."""

from django.urls import path

from lantai.front.oversight import views

app_name = "oversight"
urlpatterns = [
    path("staff/audit", views.events, name="events"),
    path("staff/audit/<int:number>", views.event, name="event"),
    path("staff/audit/chain", views.chain, name="chain"),
    path("staff/audit/verification", views.verify, name="verify"),
    path("staff/audit/checkpoints", views.sign, name="sign"),
    path("staff/audit/exports", views.order, name="order"),
    path("staff/audit/exports/<ulid:ulid>", views.export_file, name="export_file"),
    path("staff/audit/script", views.script, name="script"),
    path("staff/audit/script-sm2", views.script_sm2, name="script_sm2"),
]
