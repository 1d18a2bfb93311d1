from django.db import migrations

from portal.audit.append_only import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0001_initial")]

    operations = [
        RefuseChanges("Message"),
    ]
