"""The staff's pages on what came in: desk, intake, records, jobs."""

from django.urls import path

from lantai.holdings.accessions.views import desk, intake, jobs, records

app_name = "accessions"
urlpatterns = [
    path("staff/", desk.desk, name="desk"),
    path("staff/intake", intake.transfers, name="intake"),
    path("staff/intake/new", intake.new, name="new"),
    path("staff/intake/<ulid:ulid>", intake.transfer, name="transfer"),
    path("staff/records", records.records, name="records"),
    path("staff/records/list", records.records_file, name="records_file"),
    path("staff/records/<ulid:ulid>", records.record, name="record"),
    path("staff/jobs", jobs.jobs, name="jobs"),
    path("staff/jobs/queues/<slug:name>", jobs.queue, name="queue"),
]
