"""One table counts what network addresses ask, whoever counts: here, in agencies."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Load",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("ahead_until", models.FloatField(db_index=True, default=0)),
            ],
        ),
    ]
