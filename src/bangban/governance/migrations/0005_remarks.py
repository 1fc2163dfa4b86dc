"""The reasons given for changes of accounts and agencies."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0004_statements"),
    ]

    operations = [
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=40)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reason", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["subject", "-id"], name="remark_subject")],
            },
        ),
    ]
