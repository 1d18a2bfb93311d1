import django.db.models.deletion
from django.db import migrations, models

from portal.audit.append_only import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [
        ("correspondence", "0005_hearings"),
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="MessageFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile", verbose_name="fil")),
                ("message", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="attached", to="correspondence.message", verbose_name="meddelande")),
            ],
            options={
                "verbose_name": "fil till meddelande",
                "verbose_name_plural": "filer till meddelanden",
                "ordering": ["message", "pk"],
                "constraints": [models.UniqueConstraint(fields=("message", "file"), name="correspondence_message_file_once")],
            },
        ),
        migrations.AddField(
            model_name="hearing",
            name="soon_told_for",
            field=models.DateField(blank=True, null=True, verbose_name="påmint för"),
        ),
        migrations.AddField(
            model_name="hearing",
            name="late_told_for",
            field=models.DateField(blank=True, null=True, verbose_name="berättat att tiden är ute för"),
        ),
        RefuseChanges("MessageFile"),
        RefuseChanges("Hearing", may_change=["due_on", "times_moved", "soon_told_for", "late_told_for"], again=True),
    ]
