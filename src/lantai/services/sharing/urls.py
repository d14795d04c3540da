"""Addresses of sharing agreements, and the only ones at which lent records are read."""

from django.urls import path

from lantai.services.sharing.views import agreements, reading

app_name = "sharing"
urlpatterns = [
    path("staff/sharing", agreements.agreements, name="agreements"),
    path("staff/sharing/new", agreements.new, name="new"),
    path("staff/sharing/<ulid:ulid>", agreements.agreement, name="agreement"),
    path("staff/sharing/<ulid:ulid>/acts/<str:act>", agreements.act, name="act"),
    path("staff/sharing/<ulid:ulid>/records", reading.records, name="records"),
    path("staff/sharing/<ulid:ulid>/records/<ulid:record>", reading.record, name="record"),
    path("staff/sharing/<ulid:ulid>/records/<ulid:record>/pages/<int:position>", reading.page, name="page"),
    path("staff/sharing/<ulid:ulid>/records/<ulid:record>/pages/<int:position>/image", reading.image, name="image"),
]
