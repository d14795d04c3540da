"""Addresses of arrangement."""

from django.urls import path

from lantai.holdings.arrangement.views import codes, fonds_file, places, plans, trees

app_name = "arrangement"
urlpatterns = [
    path("staff/arrangement", trees.overview, name="overview"),
    path("staff/arrangement/<ulid:ulid>", trees.tree, name="tree"),
    path("staff/arrangement/<ulid:ulid>/add", trees.add, name="add_series"),
    path("staff/arrangement/<ulid:ulid>/enter", trees.enter, name="enter_tree"),
    path("staff/arrangement/<ulid:ulid>/version", trees.begin, name="begin_version"),
    path("staff/arrangement/classes/<ulid:ulid>", trees.series, name="series"),
    path("staff/arrangement/classes/<ulid:ulid>/move", trees.move, name="move_series"),
    path("staff/arrangement/classes/<ulid:ulid>/retire", trees.retire, name="retire_series"),
    path("staff/arrangement/<ulid:ulid>/codes", codes.codes, name="codes"),
    path("staff/arrangement/<ulid:ulid>/codes/rules", codes.add_rule, name="add_rule"),
    path("staff/arrangement/<ulid:ulid>/codes/reserve", codes.reserve, name="reserve"),
    path("staff/arrangement/rules/<ulid:ulid>/remove", codes.remove_rule, name="remove_rule"),
    path("staff/arrangement/<ulid:ulid>/plans", plans.plans, name="plans"),
    path("staff/arrangement/<ulid:ulid>/renumber", plans.renumber, name="renumber"),
    path("staff/arrangement/<ulid:ulid>/classify", plans.classify, name="classify"),
    path("staff/arrangement/<ulid:ulid>/move", plans.move, name="move"),
    path("staff/arrangement/plans/<ulid:ulid>", plans.plan, name="plan"),
    path("staff/arrangement/plans/<ulid:ulid>/commit", plans.commit, name="commit_plan"),
    path("staff/arrangement/plans/<ulid:ulid>/undo", plans.undo, name="undo_plan"),
    path("staff/arrangement/<ulid:ulid>/file", fonds_file.file, name="fonds_file"),
    path("staff/arrangement/file-entries/<ulid:ulid>", fonds_file.entry, name="file_entry"),
    path("staff/arrangement/file-entries/<ulid:ulid>/withdraw", fonds_file.withdraw, name="withdraw_file_entry"),
    path("staff/records/<ulid:ulid>/codes", codes.record_codes, name="record_codes"),
    path("staff/records/<ulid:ulid>/codes/another", codes.renumber_one, name="renumber_record"),
    path("staff/records/<ulid:ulid>/codes/next", codes.number_next, name="number_next"),
    path("staff/records/<ulid:ulid>/codes/unit", codes.unit_code, name="unit_code"),
    path("staff/records/<ulid:ulid>/place", places.place, name="place"),
    path("staff/records/<ulid:ulid>/place/volume", places.volume, name="put_into_volume"),
    path("staff/records/<ulid:ulid>/place/class", places.series, name="put_into_class"),
]
