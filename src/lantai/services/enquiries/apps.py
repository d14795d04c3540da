"""Enquiries as a Django app: what is kept of them, and that personal data are removed in time."""

from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    name = "lantai.services.enquiries"
    label = "enquiries"

    def ready(self) -> None:
        from lantai.engines.jobs.signals import worker_lived
        from lantai.services.certificates.granting import add_grants, add_rule
        from lantai.services.certificates.signals import certificate_issued
        from lantai.services.enquiries import receivers
        from lantai.services.enquiries.granting import granted_copies
        from lantai.services.enquiries.parts import register
        from lantai.services.enquiries.rules import hold_paper

        register()
        add_grants(granted_copies)
        add_rule(hold_paper)
        certificate_issued.connect(receivers.tell_applicant, dispatch_uid="enquiries.tell_applicant")
        worker_lived.connect(receivers.learn, dispatch_uid="enquiries.learn")
        worker_lived.connect(receivers.look_after, dispatch_uid="enquiries.look_after")
