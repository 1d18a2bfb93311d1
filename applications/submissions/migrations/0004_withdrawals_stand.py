from django.db import migrations

from portal.audit.append_only import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [("submissions", "0003_sign_offs_and_supplements")]

    operations = [
        RefuseChanges("Withdrawal"),
    ]
