"""What is kept of acquisitions: parties with their sealed contacts, calls, leads, and each acquisition as a whole."""

from lantai.holdings.preservation.parts import Kind, Part, Table, register_kind, register_part


def register() -> None:
    register_kind(Kind("acquisition_party", "acquisitions.Party", shelf=32))
    register_kind(Kind("lead", "acquisitions.Lead", shelf=32))
    register_kind(Kind("acquisition", "acquisitions.Acquisition"))
    numbers = (Table("acquisitions.NumberSeries", "institution__pk"),)
    register_part(Part("acquisition_numbers", "institution", "acquisition-numbers.json", numbers))
    calls = Table("acquisitions.Call", "institution__pk", chunk="pk")
    register_part(Part("calls", "institution", "calls/%07d.json", (calls,), rows=1000))
    register_part(Part("acquisition_party", "acquisition_party", "party.json", (Table("acquisitions.Party", "pk"),)))
    lead = (Table("acquisitions.Lead", "pk"), Table("acquisitions.LeadNote", "lead_id"))
    register_part(Part("lead", "lead", "lead.json", lead))
    told = (
        Table("acquisitions.Acquisition", "pk"),
        Table("acquisitions.Item", "acquisition_id"),
        Table("acquisitions.Opinion", "acquisition_id"),
        Table("acquisitions.Agreement", "acquisition_id"),
    )
    register_part(Part("acquisition", "acquisition", "acquisition.json", told))
    documents = (Table("acquisitions.Document", "acquisition_id"),)
    register_part(Part("acquisition_documents", "acquisition", "documents.json", documents))
    terms = (
        Table("acquisitions.Condition", "agreement__acquisition_id"),
        Table("acquisitions.Reminder", "agreement__acquisition_id"),
    )
    register_part(Part("acquisition_terms", "acquisition", "terms.json", terms))
    links = Table("acquisitions.LinkedRecord", "acquisition_id", chunk="pk")
    register_part(Part("acquisition_links", "acquisition", "links/%09d.json", (links,), rows=1000))
