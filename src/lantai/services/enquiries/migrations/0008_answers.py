"""How a case was answered, on which day and after how many working days, with the indexes the desk's figures read."""

from django.db import migrations, models
from django.db.models import Case, F, Value, When
from django.db.models.functions import TruncDate


def say_of_old_cases(apps, schema_editor):
    """From state and end, as far as they tell: how long it took is not known any more in working days."""
    ended = apps.get_model("enquiries", "Enquiry").objects.filter(
        state__in=["granted", "refused", "not_found", "delivered", "closed"], closed_at__isnull=False
    )
    ended.update(
        answer=Case(
            When(state="closed", delivery="", then=Value("not_found")),
            When(state="closed", then=Value("delivered")),
            default=F("state"),
        ),
        answered_on=TruncDate("closed_at"),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_desk_roles"),
        ("enquiries", "0007_tries_in_limits"),
    ]

    operations = [
        migrations.AddField(
            model_name="enquiry",
            name="answer",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="answer_days",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="answered_on",
            field=models.DateField(null=True),
        ),
        migrations.RunPython(say_of_old_cases, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(fields=["institution", "made_at", "channel", "matter"], name="enquiries_came"),
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(
                condition=models.Q(("answered_on__isnull", False)),
                fields=["institution", "answered_on", "answer", "matter", "answer_days", "due_on"],
                name="enquiries_answered",
            ),
        ),
    ]
