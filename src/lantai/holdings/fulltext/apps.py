"""Page texts as a Django app: tells the index and storage what there is, and listens to the catalogue."""

from django.apps import AppConfig


class FulltextConfig(AppConfig):
    name = "lantai.holdings.fulltext"
    label = "fulltext"

    def ready(self) -> None:
        from lantai.engines.jobs.signals import worker_lived
        from lantai.engines.search.indexing import register_loader
        from lantai.holdings.catalogue.signals import records_changed
        from lantai.holdings.fulltext import receivers
        from lantai.holdings.fulltext.indexing import all_keys, load_documents
        from lantai.holdings.fulltext.parts import register
        from lantai.holdings.fulltext.queries import earlier_texts, page_states
        from lantai.holdings.fulltext.served import add_source
        from lantai.holdings.withholding.signals import withholding_changed
        from lantai.holdings.withholding.sources import register_earlier_texts, register_pages

        register()
        register_pages(page_states)
        register_earlier_texts(earlier_texts)
        register_loader(load_documents, keys=all_keys)
        records_changed.connect(receivers.index_changed_records, dispatch_uid="fulltext.index")
        withholding_changed.connect(receivers.ask_for_public_copies, dispatch_uid="fulltext.public_copies")
        worker_lived.connect(receivers.look_after, dispatch_uid="fulltext.look_after")
        add_source(receivers.served_public_copy)
