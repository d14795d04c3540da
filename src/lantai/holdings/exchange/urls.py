"""Addresses of the exchange of descriptions."""

from django.urls import path

from lantai.holdings.exchange import views

app_name = "exchange"
urlpatterns = [
    path("staff/exchange", views.exchange, name="exchange"),
    path("staff/exchange/exports", views.order, name="order"),
    path("staff/exchange/exports/<ulid:ulid>", views.export_file, name="export_file"),
    path("staff/exchange/loads", views.receive, name="receive"),
    path("staff/exchange/loads/<ulid:ulid>", views.load, name="load"),
    path("staff/exchange/loads/<ulid:ulid>/load", views.begin, name="begin"),
    path("staff/exchange/loads/<ulid:ulid>/undo", views.undo, name="undo"),
    path("records/<ulid:ulid>/ead3.xml", views.record_ead3, name="record_ead3"),
    path("records/<ulid:ulid>/dc.xml", views.record_dc, name="record_dc"),
]
