"""A reversal may need a second person: its step, and what may stand once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0002_triggers")]
    operations = [
        migrations.AlterField(
            model_name="decision",
            name="step",
            field=models.CharField(
                choices=[
                    ("first", "First person"),
                    ("second", "Second person"),
                    ("reverse", "Reversal"),
                    ("reverse2", "Second person, for a reversal"),
                ],
                default="first",
                max_length=8,
            ),
        ),
        migrations.RemoveConstraint(model_name="decision", name="decided_once"),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=~models.Q(step__in=["reverse", "reverse2"])
                | models.Q(state__in=["pending", "done"]),
                fields=["proposal", "step"],
                name="decided_once",
            ),
        ),
    ]
