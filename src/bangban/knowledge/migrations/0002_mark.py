"""Each set has a mark of its own."""

from typing import Any

from django.db import migrations, models

import bangban.knowledge.models


def mark_each(apps: Any, schema_editor: Any) -> None:
    """One default for all rows would be one mark for all sets."""
    shelf = apps.get_model("knowledge", "Shelf")
    for row in shelf.objects.all():
        row.mark = bangban.knowledge.models.new_mark()
        row.save(update_fields=["mark"])


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="shelf",
            name="mark",
            field=models.CharField(default=bangban.knowledge.models.new_mark, max_length=16),
        ),
        migrations.RunPython(mark_each, migrations.RunPython.noop),
    ]
