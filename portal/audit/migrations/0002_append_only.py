from django.db import migrations

from portal.audit.append_only import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        RefuseChanges("AuditEntry"),
        RefuseChanges("AuditDetails", may_be_deleted=True),
    ]
