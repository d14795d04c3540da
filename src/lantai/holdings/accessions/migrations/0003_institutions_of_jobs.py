from django.db import migrations


def say_whose_jobs_are(apps, schema_editor):
    """Jobs before this release did not say which institution they are done for; their transfers do."""
    transfer, job = apps.get_model("accessions", "Transfer"), apps.get_model("jobs", "Job")
    known = transfer.objects.filter(job__isnull=False).values_list("job_id", "fonds__institution__code")
    for pk, code in known.iterator():
        job.objects.filter(pk=pk, institution="").update(institution=code)


class Migration(migrations.Migration):
    dependencies = [("accessions", "0002_initial"), ("jobs", "0002_job_institution")]

    operations = [migrations.RunPython(say_whose_jobs_are, migrations.RunPython.noop)]
