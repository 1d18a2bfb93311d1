from django.db import migrations

from portal.audit.append_only import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [("calls", "0004_extensions")]

    operations = [
        RefuseChanges("Extension"),
    ]
