"""Opening review as a Django app: what may not be opened by hand, what is kept, what the precheck learns."""

from django.apps import AppConfig

from lantai.base.common.triggers import keep_there


class OpeningConfig(AppConfig):
    name = "lantai.services.opening"
    label = "opening"

    def ready(self) -> None:
        from lantai.holdings.accessions.panels import add_panel
        from lantai.holdings.catalogue.bindings import register_binding
        from lantai.holdings.catalogue.signals import openings_entered_by_hand
        from lantai.services.opening.bindings import bound
        from lantai.services.opening.panel import opening_of
        from lantai.services.opening.parts import register
        from lantai.services.opening.past import declassified, in_force
        from lantai.services.opening.receivers import forget_what_ruled, publish_what_was_opened
        from lantai.services.opening.tallies import keep_year_tallies, year_triggers
        from lantai.services.precheck.past import register_decisions, register_declassified

        register()
        register_binding("opening", bound)
        register_decisions("opening", in_force)
        register_declassified("opening", declassified)
        openings_entered_by_hand.connect(forget_what_ruled, dispatch_uid="opening.by_hand")
        openings_entered_by_hand.connect(publish_what_was_opened, dispatch_uid="opening.notice_by_hand")
        keep_there(self, year_triggers, keep_year_tallies)
        add_panel("opening/includes/record_panel.html", opening_of)
