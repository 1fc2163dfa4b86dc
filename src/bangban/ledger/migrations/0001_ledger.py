"""The ledger's tables and the triggers that keep them append-only."""

from typing import Any

from django.db import migrations, models

from bangban.ledger import triggers


def install(apps: Any, schema_editor: Any) -> None:
    triggers.install(schema_editor.connection)


def remove(apps: Any, schema_editor: Any) -> None:
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    initial = True

    dependencies = []
    operations = [
        migrations.CreateModel(
            name="LedgerCheckpoint",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("hash", models.CharField(max_length=71)),
                ("at", models.CharField(max_length=27)),
                ("algorithm", models.CharField(max_length=10)),
                ("key_id", models.CharField(max_length=16)),
                ("signature", models.CharField(max_length=200)),
            ],
            options={
                "db_table": "ledger_checkpoint",
            },
        ),
        migrations.CreateModel(
            name="LedgerVerification",
            fields=[
                ("scope", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("seq", models.BigIntegerField()),
                ("hash", models.CharField(blank=True, max_length=71)),
                ("entries", models.BigIntegerField()),
                ("findings", models.JSONField(default=list)),
            ],
            options={
                "db_table": "ledger_verification",
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.CharField(max_length=27)),
                ("kind", models.CharField(max_length=40)),
                ("actor", models.CharField(max_length=100)),
                ("agency_id", models.BigIntegerField(null=True)),
                ("subject", models.CharField(blank=True, max_length=100)),
                ("details", models.TextField()),
                ("digest", models.CharField(blank=True, max_length=80)),
                ("writer", models.CharField(max_length=10)),
                ("prev", models.CharField(blank=True, max_length=71)),
                ("hash", models.CharField(max_length=71)),
            ],
            options={
                "db_table": "ledger_entry",
                "indexes": [
                    models.Index(fields=["agency_id", "seq"], name="ledger_entry_agency"),
                    models.Index(fields=["kind", "seq"], name="ledger_entry_kind"),
                    models.Index(fields=["actor", "seq"], name="ledger_entry_actor"),
                    models.Index(fields=["subject", "seq"], name="ledger_entry_subject"),
                    models.Index(fields=["at"], name="ledger_entry_at"),
                ],
            },
        ),
        migrations.RunPython(install, remove),
    ]
