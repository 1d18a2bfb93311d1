from django.db import migrations, models

# The stems of a case's names beside those of its whole text, for those to whom the case is not open yet.
_FORWARDS = """
ALTER TABLE cases_casetext
    ADD COLUMN names_document tsvector GENERATED ALWAYS AS (strip(to_tsvector('swedish', names))) STORED;
CREATE INDEX cases_casetext_names ON cases_casetext USING gin (names_document);
"""
_BACKWARDS = "ALTER TABLE cases_casetext DROP COLUMN names_document"


def write_names(apps, schema_editor):
    from applications.cases.searching import names_of

    CaseText = apps.get_model("cases", "CaseText")
    texts = CaseText.objects.filter(names="").select_related("case__region").only(
        "names", "case__title", "case__registry_number", "case__region__name"
    )
    for text in texts.iterator(chunk_size=500):
        text.names = names_of(text.case)
        text.save(update_fields=["names"])


def keep_stems(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_FORWARDS, params=None)


def drop_stems(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_BACKWARDS, params=None)


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_declared_on_parties")]

    operations = [
        migrations.AddField(
            model_name="casetext",
            name="names",
            field=models.TextField(default="", verbose_name="namn att söka i"),
        ),
        migrations.RunPython(keep_stems, drop_stems, elidable=False),
        migrations.RunPython(write_names, migrations.RunPython.noop, elidable=True),
    ]
