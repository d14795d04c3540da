"""Addresses of describing by hand."""

from django.urls import path

from lantai.holdings.description.views import cells, changes, entering, fonds, pairs, record

app_name = "description"
urlpatterns = [
    path("staff/records/new", entering.new, name="new"),
    path("staff/records/<ulid:ulid>/edit", record.edit, name="edit"),
    path("staff/records/<ulid:ulid>/versions", record.history, name="history"),
    path("staff/records/<ulid:ulid>/versions/<int:version>", record.restore, name="restore"),
    path("staff/records/<ulid:ulid>/opening", entering.opening, name="opening"),
    path("staff/describe/date", record.reading, name="reading"),
    path("staff/fonds", fonds.fonds_list, name="fonds_list"),
    path("staff/fonds/new", fonds.found, name="found"),
    path("staff/fonds/<ulid:ulid>", fonds.fonds, name="fonds"),
    path("staff/fonds/<ulid:ulid>/title", fonds.rename, name="rename"),
    path("staff/fonds/<ulid:ulid>/description", fonds.describe, name="describe_fonds"),
    path("staff/fonds/<ulid:ulid>/opening", fonds.opening, name="fonds_opening"),
    path("staff/cells", cells.cells, name="cells"),
    path("staff/changes", changes.changes, name="changes"),
    path("staff/changes/new", changes.new, name="change_new"),
    path("staff/changes/<ulid:ulid>", changes.change, name="change"),
    path("staff/changes/<ulid:ulid>/count", changes.count, name="count"),
    path("staff/changes/<ulid:ulid>/carry-out", changes.carry_out, name="carry_out"),
    path("staff/changes/<ulid:ulid>/undo", changes.undo, name="undo"),
    path("staff/duplicates", pairs.pairs, name="pairs"),
    path("staff/fonds/<ulid:ulid>/duplicates", pairs.look, name="look"),
    path("staff/duplicates/copies", pairs.look_across, name="look_across"),
    path("staff/duplicates/<ulid:ulid>", pairs.decide, name="decide_pair"),
]
