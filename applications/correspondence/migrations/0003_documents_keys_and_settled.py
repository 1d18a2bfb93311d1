import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # No message has been written yet, so the new columns need no values for old rows.
    dependencies = [
        ("cases", "0002_contact_and_withdrawal"),
        ("correspondence", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="document",
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="message", to="cases.document", verbose_name="handling"),
        ),
        migrations.AddField(
            model_name="message",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, verbose_name="nyckel"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("case", "sent_by", "key"), name="correspondence_message_once"),
        ),
        migrations.CreateModel(
            name="Settled",
            fields=[
                ("message", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="settled", serialize=False, to="correspondence.message", verbose_name="meddelande")),
                ("settled_at", models.DateTimeField(verbose_name="när")),
                ("settled_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="av")),
            ],
            options={
                "verbose_name": "meddelande utan behov av svar",
                "verbose_name_plural": "meddelanden utan behov av svar",
            },
        ),
    ]
