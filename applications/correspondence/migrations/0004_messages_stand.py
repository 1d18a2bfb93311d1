from django.db import migrations

from portal.audit.append_only import RefuseChanges


class Migration(migrations.Migration):
    """The table has new columns since its rows were first guarded."""

    dependencies = [("correspondence", "0003_documents_keys_and_settled")]

    operations = [RefuseChanges("Message", again=True)]
