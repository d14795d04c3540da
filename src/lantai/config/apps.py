"""Where the parts are put together, as a Django app: it carries the commands and the system checks."""

from django.apps import AppConfig
from django.conf import settings


class ConfigConfig(AppConfig):
    name = "lantai.config"
    label = "config"

    def ready(self) -> None:
        """Register the system checks; hand the parts below what they may not read from settings themselves."""
        from lantai.base.common.statistics import renew_when_due
        from lantai.config import checks  # noqa: F401
        from lantai.engines.jobs.signals import worker_lived
        from lantai.holdings.arrangement.scheme_files import use_schemes  # models are not loaded before this moment
        from lantai.holdings.catalogue.elements import use_elements
        from lantai.holdings.catalogue.record_types import use_folder
        from lantai.holdings.catalogue.regions import use_regions
        from lantai.holdings.catalogue.sealing import keys_from, use_keys
        from lantai.holdings.checks.schemes import use_check_schemes
        from lantai.holdings.printing.printed_forms import use_forms
        from lantai.services.enquiries.matters import use_matters

        worker_lived.connect(renew_when_due, dispatch_uid="config.statistics")
        use_keys(keys_from(settings.PERSON_KEY))
        use_folder(settings.RECORD_TYPES_FOLDER)
        use_elements(settings.DESCRIPTION_ELEMENTS_FILE)
        use_schemes(settings.CODE_SCHEMES_FOLDER)
        use_regions(settings.REGIONS_FILE)
        use_forms(settings.PRINTED_FORMS_FOLDER)
        use_check_schemes(settings.CHECK_SCHEMES_FOLDER)
        use_matters(settings.MATTERS_FOLDER)
