"""Addresses of storerooms. What a label leads to is short: it is drawn as a QR code."""

from django.urls import path

from lantai.holdings.storerooms.views import boxes, boxing, house, labels, loans, scanning, stock

app_name = "storerooms"
urlpatterns = [
    path("staff/storerooms/", house.overview, name="overview"),
    path("staff/storerooms/new", house.new_room, name="new_room"),
    path("staff/storerooms/places/<ulid:ulid>", house.place, name="place"),
    path("staff/storerooms/boxes", boxes.boxes, name="boxes"),
    path("staff/storerooms/boxes/new", boxes.new_box, name="new_box"),
    path("staff/storerooms/boxes/<ulid:ulid>", boxes.box, name="box"),
    path("staff/storerooms/boxing", boxing.boxing, name="boxing"),
    path("staff/storerooms/movements", boxes.movements, name="movements"),
    path("staff/storerooms/movements/<ulid:ulid>", boxes.movement, name="movement"),
    path("staff/storerooms/movements/<ulid:ulid>/undo", boxes.undo, name="undo"),
    path("staff/storerooms/movements/<ulid:ulid>/shelve", boxing.shelve, name="shelve"),
    path("staff/storerooms/labels", labels.labels, name="labels"),
    path("staff/storerooms/loans", loans.loans, name="loans"),
    path("staff/storerooms/loans/new", loans.lend, name="lend"),
    path("staff/storerooms/loans/<ulid:ulid>", loans.loan, name="loan"),
    path("staff/storerooms/places/<ulid:ulid>/stock-taking", stock.begin, name="stock_begin"),
    path("staff/storerooms/stock-takings", stock.takings, name="stock_takings"),
    path("staff/storerooms/stock-takings/<ulid:ulid>", stock.taking, name="stock_taking"),
    path("staff/storerooms/stock-takings/<ulid:ulid>/scan", stock.scan, name="stock_scan"),
    path("staff/storerooms/stock-takings/<ulid:ulid>/report", stock.report, name="stock_report"),
    path("staff/storerooms/stock-takings/<ulid:ulid>/report.pdf", stock.paper, name="stock_paper"),
    path("staff/storerooms/stock-takings/<ulid:ulid>/lines/<int:number>", stock.decide, name="stock_decide"),
    path("staff/storerooms/scan", scanning.start, name="scan_start"),
    path("staff/storerooms/scan/<path:code>", scanning.scan, name="scan"),
]
