from django.db import migrations

from applications.calls.shipped import load_calls


def load(apps, schema_editor):
    load_calls(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0002_form_versions_stand"),
        ("regions", "0002_load_regions"),
        # Loading a call is an event in the log.
        ("audit", "0002_append_only"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
