"""Finding persons as a Django app: it listens to the catalogue for persons that were entered."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "lantai.holdings.people"
    label = "people"

    def ready(self) -> None:
        from lantai.holdings.catalogue.signals import persons_entered
        from lantai.holdings.people import receivers

        persons_entered.connect(receivers.order_proposals, dispatch_uid="people.links")
