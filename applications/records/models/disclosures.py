"""A request for public documents (utlämnande): what was asked for, what is secret and why, and what was decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.cases.models import Case
from applications.records.querysets import DisclosureQuerySet
from portal.files.models import StoredFile


class Disclosure(models.Model):
    """Somebody wants to read a case's documents. Who it is and why they want it is nothing the authority may demand

    (tryckfrihetsförordningen 2 kap. 18 §), so neither has to be filled in.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="disclosures", verbose_name=_("ärende"))
    wanted = models.TextField(_("vad som begärs"), max_length=2000)
    asked_by = models.CharField(_("vem som frågar"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("kom in"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("upplagd av")
    )
    opened_at = models.DateTimeField(_("upplagd"))

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        ordering = ["case", "-pk"]
        verbose_name = _("begäran om allmänna handlingar")
        verbose_name_plural = _("begäranden om allmänna handlingar")

    def __str__(self) -> str:
        return f"{self.case} {self.received_at:%Y-%m-%d}"

    @property
    def is_decided(self) -> bool:
        return hasattr(self, "decision")


class SecrecyMark(models.Model):
    """Something in the case that is secret in one disclosure, and the ground. Taken away, the row stays."""

    class Kind(models.TextChoices):
        # A whole paper, a field of one, or a row of a table in it, by its key.
        PART = "part", _("Del av en handling")
        # A name, an address or another text, wherever it stands in any of the papers.
        WORDS = "words", _("Ord överallt i akten")
        FILE = "file", _("Bilaga")

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, related_name="marks", verbose_name=_("begäran")
    )
    kind = models.CharField(_("slag"), max_length=5, choices=Kind.choices)
    # The key of a part; the words themselves; the attachment's uuid.
    target = models.CharField(_("vad"), max_length=200)
    # What it is, for the note of what was masked: never what it says.
    label = models.CharField(_("beteckning"), max_length=300)
    ground = models.CharField(_("grund"), max_length=120)
    # A copy of an attachment that staff made, to give out in its place.
    replacement = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ersätts av")
    )
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("markerad av")
    )
    marked_at = models.DateTimeField(_("markerad"))
    removed_at = models.DateTimeField(_("borttagen"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("borttagen av"),
    )

    class Meta:
        ordering = ["disclosure", "pk"]
        verbose_name = _("sekretessmarkering")
        verbose_name_plural = _("sekretessmarkeringar")
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "kind", "target"],
                condition=Q(removed_at__isnull=True),
                name="records_secrecy_mark_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["part", "words", "file"]), name="records_secrecy_mark_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(replacement__isnull=True) | Q(kind="file"), name="records_secrecy_mark_replaces_files_only"
            ),
            # Can something be secret without a ground? No.
            models.CheckConstraint(condition=~Q(ground=""), name="records_secrecy_mark_has_ground"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.ground}"


class DisclosureDecision(models.Model):
    """What was given out of a disclosure, and what was not. The database refuses to change it."""

    class Outcome(models.TextChoices):
        RELEASED = "released", _("Allt lämnas ut")
        IN_PART = "in_part", _("Lämnas ut utom det som är sekretessbelagt")
        REFUSED = "refused", _("Inget lämnas ut")

    disclosure = models.OneToOneField(
        Disclosure, on_delete=models.PROTECT, related_name="decision", verbose_name=_("begäran")
    )
    outcome = models.CharField(_("utfall"), max_length=8, choices=Outcome.choices)
    reasons = models.TextField(_("skäl"), max_length=4000, blank=True)
    # How whoever asked gets a decision that can be appealed (offentlighets- och sekretesslagen 6 kap. 3 §).
    formal_decision = models.TextField(_("hur man får ett skriftligt beslut"), max_length=2000, blank=True)
    # Of the file that was given out. The file itself is removed after some time.
    sha256 = models.CharField(_("den utlämnade filens kontrollsumma"), max_length=64, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("beslutat av")
    )
    decided_by_name = models.CharField(_("namn då"), max_length=150)
    decided_at = models.DateTimeField(_("beslutat"))

    class Meta:
        verbose_name = _("beslut om utlämnande")
        verbose_name_plural = _("beslut om utlämnande")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["released", "in_part", "refused"]),
                name="records_disclosure_decision_outcome_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome="released") | ~Q(formal_decision=""),
                name="records_disclosure_decision_refusal_tells_how_to_go_on",
            ),
            models.CheckConstraint(
                condition=Q(outcome="refused") | ~Q(sha256=""), name="records_disclosure_decision_names_its_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.disclosure}: {self.get_outcome_display()}"
