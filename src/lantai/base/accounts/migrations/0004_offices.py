import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone


def as_they_were(apps, schema_editor):
    """Accounts of before are active, belong to the institution of their first role, and have a password of today."""
    user, assignment = apps.get_model("accounts", "User"), apps.get_model("accounts", "RoleAssignment")
    first = assignment.objects.filter(user=OuterRef("pk")).order_by("pk").values("institution")[:1]
    user.objects.update(activated_at=F("created_at"), password_set_at=timezone.now(), institution=Subquery(first))


class Migration(migrations.Migration):
    atomic = True
    dependencies = [("accounts", "0003_token_expiry")]

    operations = [
        migrations.AddField("user", "activated_at", models.DateTimeField(null=True)),
        migrations.AddField("user", "password_set_at", models.DateTimeField(null=True)),
        migrations.AddField("user", "must_change_password", models.BooleanField(default=False)),
        migrations.AddField(
            "user",
            "institution",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.institution"
            ),
        ),
        migrations.CreateModel(
            name="OldPassword",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hash", models.CharField(max_length=200)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_passwords",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RunPython(as_they_were, migrations.RunPython.noop),
    ]
