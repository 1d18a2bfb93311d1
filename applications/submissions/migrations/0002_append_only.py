from django.db import migrations

from portal.audit.append_only import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [("submissions", "0001_initial")]

    operations = [
        RefuseChanges("Submission"),
        RefuseChanges("AppliedAmount"),
    ]
