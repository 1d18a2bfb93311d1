from django.db import migrations, models

from portal.audit.append_only import RefuseChanges


class Migration(migrations.Migration):
    """Files from before have no code in them, and get none."""

    dependencies = [
        ("reviews", "0008_handed_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="refusalfile",
            name="code",
            field=models.CharField(blank=True, default="", max_length=20, verbose_name="kontrollkod"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="refusalfile",
            name="has_own_certificate",
            field=models.BooleanField(default=False, verbose_name="eget certifikat"),
        ),
        migrations.AddConstraint(
            model_name="refusalfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code", ""), _negated=True), fields=("code",), name="reviews_refusal_file_code_once"
            ),
        ),
        RefuseChanges("RefusalFile", again=True),
    ]
