from django.db import migrations

from portal.pages.texts import load_shipped_texts


def load(apps, schema_editor):
    load_shipped_texts(apps.get_model("pages", "Page"))


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
