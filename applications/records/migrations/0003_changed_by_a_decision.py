from django.conf import settings
from django.db import migrations, models

from portal.audit.append_only import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("decisions", "0007_replacements"),
        ("records", "0002_what_stands"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="appealstep",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("kind", "changed"), _negated=True), ("decision__isnull", False), _connector="OR"),
                name="records_appeal_step_changed_by_a_decision",
            ),
        ),
        RefuseChanges("AppealStep", again=True),
    ]
