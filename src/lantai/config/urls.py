"""Every address. Each app's own are in its `urls.py`; the permission table in tests/architecture lists them all."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lantai.front.portal.urls")),
    path("", include("lantai.base.accounts.urls")),
    path("", include("lantai.front.oversight.urls")),
    path("", include("lantai.holdings.catalogue.urls")),
    path("", include("lantai.holdings.authority.urls")),
    path("", include("lantai.holdings.people.urls")),
    path("", include("lantai.holdings.arrangement.urls")),
    path("", include("lantai.holdings.fulltext.urls")),
    path("", include("lantai.holdings.imports.urls")),
    path("", include("lantai.holdings.printing.urls")),
    path("", include("lantai.holdings.entry.urls")),
    path("", include("lantai.holdings.description.urls")),
    path("", include("lantai.holdings.exchange.urls")),
    path("", include("lantai.holdings.merging.urls")),
    path("", include("lantai.holdings.checks.urls")),
    path("", include("lantai.holdings.fixity.urls")),
    path("", include("lantai.holdings.normalisation.urls")),
    path("", include("lantai.holdings.accessions.urls")),
    path("", include("lantai.holdings.transfers.urls")),
    path("", include("lantai.holdings.acquisitions.urls")),
    path("", include("lantai.holdings.storerooms.urls")),
    path("", include("lantai.holdings.disposal.urls")),
    path("", include("lantai.services.precheck.urls")),
    path("", include("lantai.services.notices.urls")),
    path("", include("lantai.services.certificates.urls")),
    path("", include("lantai.services.opening.urls")),
    path("", include("lantai.services.enquiries.urls")),
    path("", include("lantai.services.cross_archive.urls")),
    path("", include("lantai.services.sharing.urls")),
    path("", include("lantai.services.federation.urls")),
    path("", include("lantai.services.appointments.urls")),
    path("api/v1/", include("lantai.front.api.urls")),
    path("appearance/language", require_POST(set_language), name="set_language"),
]

handler404 = "lantai.front.api.problems.not_found"
