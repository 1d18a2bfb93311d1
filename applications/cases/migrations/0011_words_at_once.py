"""What is handed in goes into the search's indexes at once.

By itself PostgreSQL gathers it in a list beside them, which every search reads through until the next VACUUM: after the
last evening of a call a search took three times as long.
"""

from django.db import migrations

_INDEXES = ("cases_casetext_document", "cases_casetext_names")


def turn_off(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in _INDEXES:
            schema_editor.execute(f"ALTER INDEX {name} SET (fastupdate = off)")
            schema_editor.execute(f"SELECT gin_clean_pending_list('{name}')")


def turn_on(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in _INDEXES:
            schema_editor.execute(f"ALTER INDEX {name} RESET (fastupdate)")


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_fewer_indexes")]

    operations = [migrations.RunPython(turn_off, turn_on, elidable=False)]
