"""For which term an applicant was last reminded, and the two short indexes that terms are looked up by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_desk_roles"),
        ("enquiries", "0009_proofs_looked_through"),
    ]

    operations = [
        migrations.AddField(
            model_name="enquiry",
            name="reminded_for",
            field=models.DateField(null=True),
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(
                condition=models.Q(("paused_on__isnull", False)), fields=["next_on"], name="enquiries_resting"
            ),
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(
                condition=models.Q(("online_until__isnull", False)), fields=["online_until"], name="enquiries_online"
            ),
        ),
    ]
