from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("drafting", "0003_copied_from"),
    ]

    operations = [
        migrations.AddField(
            model_name="sectionversion",
            name="brings_back",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="tar tillbaka version"),
        ),
    ]
