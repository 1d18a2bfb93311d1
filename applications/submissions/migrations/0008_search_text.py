"""Cases that were handed in before they could be searched are found by what their newest version says."""

from django.db import migrations


def write_texts(apps, schema_editor):
    from applications.calls.definition import parse
    from applications.cases.searching import text_of
    from applications.submissions.answers import answers_in
    from applications.submissions.content import thaw

    Case, CaseText = apps.get_model("cases", "Case"), apps.get_model("cases", "CaseText")
    Submission = apps.get_model("submissions", "Submission")
    cases = Case.objects.exclude(stage="draft").filter(text__isnull=True).select_related("region").only(
        "title", "registry_number", "region__name"
    )
    for case in cases.iterator(chunk_size=200):
        newest = Submission.objects.filter(case=case).order_by("-number").select_related("form_version").first()
        answers = answers_in(thaw(newest.content, parse(newest.form_version.definition))) if newest else ""
        CaseText.objects.create(case=case, text=text_of(case, answers))


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0004_work_list"),
        ("submissions", "0007_supplement_reminders"),
    ]

    operations = [migrations.RunPython(write_texts, migrations.RunPython.noop, elidable=True)]
