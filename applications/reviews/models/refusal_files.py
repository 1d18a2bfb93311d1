"""The letter by which a region's request for a decision is refused, as the file that was made."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.reviews.models.delays import RequestRefusal


def _letter_path(file: "RefusalFile", filename: str) -> str:
    """One path for each, so that a worker that died between file and database leaves nothing behind."""
    return f"refusals/{file.refusal_id}.pdf"


class RefusalFile(models.Model):
    """A refusal as a signed PDF. The database refuses to change it."""

    refusal = models.OneToOneField(
        RequestRefusal, on_delete=models.PROTECT, related_name="file", primary_key=True, verbose_name=_("avslag")
    )
    # What anyone who holds the letter can check it by. It is made with the file; the first files had none.
    code = models.CharField(_("kontrollkod"), max_length=20, blank=True)
    pdf = models.FileField(_("PDF"), upload_to=_letter_path, max_length=120)
    sha256 = models.CharField(_("kontrollsumma (SHA-256)"), max_length=64)
    signed_by_name = models.CharField(_("undertecknad av"), max_length=200)
    certificate_sha256 = models.CharField(_("certifikatets kontrollsumma"), max_length=64)
    # By a certificate that the portal made itself, which nobody else vouches for.
    has_own_certificate = models.BooleanField(_("eget certifikat"), default=False)
    made_at = models.DateTimeField(_("framställd"))

    class Meta:
        verbose_name = _("brev om avslag på begäran om avgörande")
        verbose_name_plural = _("brev om avslag på begäranden om avgörande")
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="reviews_refusal_file_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.refusal}: {self.sha256}"
