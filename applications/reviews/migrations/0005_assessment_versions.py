from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0004_delays_and_requests")]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="version",
            field=models.PositiveIntegerField(default=0, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="assessment",
            name="changed_in",
            field=models.JSONField(blank=True, default=dict, verbose_name="ändrat i version"),
        ),
    ]
