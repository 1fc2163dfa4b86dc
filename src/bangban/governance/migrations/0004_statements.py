"""What only the agency can say of its digital employee."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0003_reversal_by_two"),
    ]

    operations = [
        migrations.AddField(
            model_name="digitalemployee",
            name="statements",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
