"""Records of one grade of holdings are found, in the order of lists, without a look at the others."""

from django.db import migrations, models
from django.db.models.lookups import IsNull

from lantai.holdings.catalogue.models.grade import GradeOf


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0016_days_of_records"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                GradeOf(),
                models.F("fonds"),
                models.F("code_key"),
                models.F("institution"),
                models.F("level"),
                models.F("opening_state"),
                models.F("record_type"),
                models.F("year"),
                models.F("date_start"),
                models.F("date_end"),
                models.F("id"),
                condition=models.Q(("merged_into__isnull", True), IsNull(GradeOf(), False)),
                name="catalogue_record_grade",
            ),
        ),
    ]
