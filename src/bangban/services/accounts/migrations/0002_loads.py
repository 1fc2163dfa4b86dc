"""What network addresses ask is counted in agencies now; what this table held was worth a day at most."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel(
            name="AddressLoad",
        ),
    ]
