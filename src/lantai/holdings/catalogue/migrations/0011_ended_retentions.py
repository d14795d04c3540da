"""Records of a fonds by retention and last year: what is due is found without walking through the rest."""

from django.db import migrations, models

import lantai.holdings.catalogue.models.years


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0010_indexes_with_years"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                models.F("fonds"),
                models.F("retention"),
                lantai.holdings.catalogue.models.years.LastYear(),
                name="catalogue_record_term",
            ),
        ),
    ]
