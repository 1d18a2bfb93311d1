from django.db import migrations

from portal.audit.append_only import RefuseChanges


class Migration(migrations.Migration):
    """A form that drafts were written on is never changed: the database refuses it."""

    dependencies = [("calls", "0001_initial")]

    operations = [RefuseChanges("formversion", may_be_deleted=True)]
