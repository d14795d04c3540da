"""Search, records, pages, page images, original files, proof-reading."""

from django.urls import path

from lantai.holdings.fulltext.views import confirming, files, iiif, proofreading, records, search

app_name = "fulltext"
urlpatterns = [
    path("search", search.search, name="search"),
    path("search/suggestions", search.suggest, name="suggest"),
    path("records/<ulid:ulid>", records.record, name="record"),
    path("records/<ulid:ulid>/pages/<int:position>", records.page, name="page"),
    path("iiif/<ulid:ulid>/manifest.json", iiif.manifest, name="iiif_manifest"),
    path("iiif/<ulid:ulid>/<int:position>", iiif.base, name="iiif_base"),
    path("iiif/<ulid:ulid>/<int:position>/info.json", iiif.info, name="iiif_info"),
    path(
        "iiif/<ulid:ulid>/<int:position>/<str:region>/<str:size>/<str:rotation>/<str:quality>.<str:form>",
        iiif.image,
        name="iiif_image",
    ),
    path("files/<ulid:ulid>", files.original, name="file"),
    path("staff/withheld", confirming.pages, name="to_confirm"),
    path("staff/withheld/<ulid:ulid>/<int:position>", confirming.page, name="confirm"),
    path("staff/proofreading", proofreading.pages, name="proofreading"),
    path("staff/proofreading/<ulid:ulid>/<int:position>", proofreading.page, name="proofread"),
    path("staff/proofreading/<ulid:ulid>/read-again", proofreading.again, name="read_again"),
    path("staff/proofreading/<ulid:ulid>/<int:position>/history", proofreading.history, name="page_history"),
]
