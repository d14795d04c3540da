"""Links know the archives of both records, so that a list begins at its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0008_merged_records"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="personlink",
            name="first_institution",
            field=models.CharField(default="", editable=False, max_length=20),
        ),
        migrations.AddField(
            model_name="personlink",
            name="second_institution",
            field=models.CharField(default="", editable=False, max_length=20),
        ),
        migrations.AddIndex(
            model_name="personlink",
            index=models.Index(fields=["first_institution", "state", "doubt", "id"], name="people_link_first"),
        ),
        migrations.AddIndex(
            model_name="personlink",
            index=models.Index(fields=["second_institution", "state", "doubt", "id"], name="people_link_second"),
        ),
        migrations.AddIndex(
            model_name="personlink",
            index=models.Index(
                condition=models.Q(("first_institution", models.F("second_institution")), _negated=True),
                fields=["state", "first_institution", "second_institution"],
                name="people_link_crossing",
            ),
        ),
    ]
