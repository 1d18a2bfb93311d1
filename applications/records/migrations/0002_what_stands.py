from typing import Any

from django.db import migrations

from portal.audit.append_only import RefuseChanges

# What such a fund meets most. Each authority edits its own list in the administration.
GROUNDS = (
    ("31 kap. 16 § OSL", "Affärsförbindelse med myndigheten: uppgifter om företags ekonomi och drift"),
    ("30 kap. 23 § OSL", "Stödverksamhet: företags affärs- och driftsförhållanden, uppfinningar, forskningsresultat"),
    ("21 kap. 1 § OSL", "Hälsa och sexualliv"),
    ("21 kap. 3 § OSL", "Adress och telefonnummer till den som kan bli förföljd"),
    ("21 kap. 7 § OSL", "Personuppgifter som kan antas bli behandlade i strid med dataskyddsreglerna"),
    ("18 kap. 8 § OSL", "Säkerhetsåtgärder, till exempel för it-system"),
    ("19 kap. 3 § OSL", "Upphandling"),
)


def load_grounds(apps: Any, schema_editor: Any) -> None:
    ground = apps.get_model("records", "SecrecyGround")
    for position, (text, about) in enumerate(GROUNDS, 1):
        ground.objects.get_or_create(text=text, defaults={"about": about, "position": position})


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("audit", "0001_initial")]

    operations = [
        RefuseChanges("Appeal"),
        RefuseChanges("AppealStep"),
        RefuseChanges("DisclosureDecision"),
        # A mark that was taken away stays as one that was there.
        RefuseChanges("SecrecyMark", may_change=("removed_at", "removed_by")),
        migrations.RunPython(load_grounds, migrations.RunPython.noop),
    ]
