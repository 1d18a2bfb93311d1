"""Appeals (förvaltningslagen 40–46 §§): what came in, and each step that it takes. Rows beside the case's stage."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.cases.models import Case, Document
from applications.decisions.models import Decision
from applications.records.models.case_files import CaseFile
from applications.records.querysets import AppealQuerySet
from portal.files.models import StoredFile


class Appeal(models.Model):
    """An appeal of a decision, as it came in. The database refuses to change or delete it."""

    class Appellant(models.TextChoices):
        REGION = "region", _("Regionen")
        # A party that represents the public: its time runs from the day of decision (44 §).
        PUBLIC = "public", _("En part som företräder det allmänna")
        OTHER = "other", _("Någon annan")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="appeals", verbose_name=_("ärende"))
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="appeals", verbose_name=_("det överklagade beslutet")
    )
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("handling"))
    appellant = models.CharField(_("vem som överklagar"), max_length=8, choices=Appellant.choices)
    appellant_name = models.CharField(_("namn"), max_length=200)
    # What the appellant wants changed, and why, in brief: the file says it in full.
    text = models.TextField(_("vad som begärs"), max_length=5000)
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("överklagandet")
    )
    arrived_at = models.DateTimeField(_("kom in"))
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("registrerat av")
    )
    registered_at = models.DateTimeField(_("registrerat"))

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["case", "-pk"]
        verbose_name = _("överklagande")
        verbose_name_plural = _("överklaganden")
        constraints = [
            models.CheckConstraint(
                condition=Q(appellant__in=["region", "public", "other"]), name="records_appeal_appellant_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.appellant_name}"

    @property
    def represents_the_public(self) -> bool:
        return self.appellant == self.Appellant.PUBLIC

    @property
    def is_the_regions(self) -> bool:
        return self.appellant == self.Appellant.REGION


class AppealStep(models.Model):
    """A step that an appeal took. The database refuses to change or delete it."""

    class Kind(models.TextChoices):
        IN_TIME = "in_time", _("Kom in i tid")
        LATE = "late", _("Kom in för sent")
        # It came late for a reason that 45 § second paragraph accepts.
        LATE_ACCEPTED = "accepted", _("Kom in för sent, men avvisas inte")
        DISMISSED = "dismissed", _("Avvisat")
        STANDS = "stands", _("Omprövat: beslutet står fast")
        CHANGED = "changed", _("Omprövat: beslutet är ändrat")
        HANDED_OVER = "handed_over", _("Överlämnat till domstol")

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="steps", verbose_name=_("överklagande"))
    kind = models.CharField(_("vad"), max_length=12, choices=Kind.choices)
    text = models.TextField(_("skäl"), max_length=5000, blank=True)
    # Of a check of its time: when the appellant got the decision (empty: unknown), and the last day that gave.
    received_on = models.DateField(_("fick del av beslutet"), null=True, blank=True)
    last_day = models.DateField(_("sista dag"), null=True, blank=True)
    # Of a decision that was changed: by which.
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("nytt beslut")
    )
    # Of one that was handed over: to whom, and with which file.
    court = models.CharField(_("domstol"), max_length=150, blank=True)
    case_file = models.ForeignKey(
        CaseFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("akt")
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("av")
    )
    taken_by_name = models.CharField(_("namn då"), max_length=150)
    taken_at = models.DateTimeField(_("när"))

    class Meta:
        ordering = ["appeal", "pk"]
        verbose_name = _("steg i ett överklagande")
        verbose_name_plural = _("steg i överklaganden")
        constraints = [
            models.UniqueConstraint(fields=["appeal", "kind"], name="records_appeal_step_once"),
            models.UniqueConstraint(
                fields=["appeal"],
                condition=Q(kind__in=["in_time", "late", "accepted"]),
                name="records_appeal_step_one_check_of_time",
            ),
            models.UniqueConstraint(
                fields=["appeal"],
                condition=Q(kind__in=["dismissed", "handed_over"]),
                name="records_appeal_step_one_end",
            ),
            models.UniqueConstraint(
                fields=["appeal"],
                condition=Q(kind__in=["stands", "changed"]),
                name="records_appeal_step_one_reconsideration",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["in_time", "late", "accepted", "dismissed", "stands", "changed", "handed_over"]),
                name="records_appeal_step_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["accepted", "dismissed", "stands", "changed"]) | ~Q(text=""),
                name="records_appeal_step_decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(kind="changed") | Q(decision__isnull=False),
                name="records_appeal_step_changed_by_a_decision",
            ),
            models.CheckConstraint(
                condition=~Q(kind="handed_over") | (~Q(court="") & Q(case_file__isnull=False)),
                name="records_appeal_step_handed_over_with_its_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal}: {self.get_kind_display()}"
