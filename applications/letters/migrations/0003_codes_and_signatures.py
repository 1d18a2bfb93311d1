from django.db import migrations, models

import applications.submissions.codes


def give_codes(apps, schema_editor):
    """Letters from before can be checked by a code too, although it doesn't stand in their files."""
    Letter = apps.get_model("letters", "Letter")
    for letter in Letter.objects.filter(code=None):
        letter.code = applications.submissions.codes.new_code()
        letter.save(update_fields=["code"])


class Migration(migrations.Migration):
    dependencies = [("letters", "0002_release")]

    operations = [
        migrations.AddField("letter", "code", models.CharField(max_length=20, null=True, verbose_name="kontrollkod")),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField(
            "letter",
            "code",
            models.CharField(
                default=applications.submissions.codes.new_code,
                max_length=20,
                unique=True,
                verbose_name="kontrollkod",
            ),
        ),
        migrations.AddField(
            "letter", "signed_at", models.DateTimeField(blank=True, null=True, verbose_name="undertecknat")
        ),
        migrations.AddField(
            "letter",
            "signed_by_name",
            models.CharField(blank=True, default="", max_length=200, verbose_name="certifikatets namn"),
            preserve_default=False,
        ),
        migrations.AddField(
            "letter",
            "certificate_sha256",
            models.CharField(
                blank=True, default="", max_length=64, verbose_name="certifikatets kontrollsumma (SHA-256)"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "letter", "has_own_certificate", models.BooleanField(default=False, verbose_name="eget certifikat")
        ),
        migrations.AddConstraint(
            "letter",
            models.CheckConstraint(
                condition=models.Q(("certificate_sha256", ""), ("signed_at__isnull", True))
                | models.Q(
                    ("made_at__isnull", False),
                    ("signed_at__isnull", False),
                    models.Q(("certificate_sha256", ""), _negated=True),
                ),
                name="letters_letter_signed_was_made",
            ),
        ),
    ]
