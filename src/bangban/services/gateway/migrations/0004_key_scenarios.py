from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gateway", "0003_stages")]

    operations = [
        migrations.AddField(
            model_name="gatewaykey",
            name="scenarios",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
