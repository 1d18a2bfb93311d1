"""Cases that were handed in before their parties were kept get them from their versions, first to last.

Whoever declared themselves before a later version named somebody new is asked again, as they would have been then.
"""

from django.db import migrations


def fill_in(apps, schema_editor):
    from applications.calls.definition import parse
    from applications.cases.parties import take_in_parties
    from applications.submissions.content import parties_in, thaw

    Case, Submission = apps.get_model("cases", "Case"), apps.get_model("submissions", "Submission")
    for case in Case.objects.exclude(stage="draft").filter(parties=[]).only("parties", "parties_since").iterator():
        versions = Submission.objects.filter(case=case).order_by("number").select_related("form_version")
        for version in versions:
            parties = parties_in(thaw(version.content, parse(version.form_version.definition)))
            take_in_parties(case, parties, version.number)
        if case.parties:
            case.save(update_fields=["parties", "parties_since"])


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_declared_on_parties"),
        ("submissions", "0008_search_text"),
    ]

    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop, elidable=True)]
