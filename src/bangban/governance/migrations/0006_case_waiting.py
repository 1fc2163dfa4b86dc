"""What waits for a standing order is found without a look at what it decided before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0005_remarks"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["employee", "scenario", "status"], name="case_waiting"),
        ),
    ]
