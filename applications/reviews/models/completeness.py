"""The completeness check of a case: begun, done, and done anew; and which of its points the region was asked about."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.cases.models import Case
from applications.submissions.models import Submission, SupplementRequest


class Answer(models.TextChoices):
    """What the officer finds of a point."""

    MET = "met", pgettext_lazy("point of the checklist", "Stämmer")
    NOT_MET = "not_met", pgettext_lazy("point of the checklist", "Stämmer inte")
    NOT_APPLICABLE = "not_applicable", _("Gäller inte här")


class CompletenessCheck(models.Model):
    """One formal review (formell granskning) of a case, point by point against the call's checklist.

    Done anew, it is another row: the newest counts. The database refuses to change or delete one.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="completeness_checks", verbose_name=_("ärende")
    )
    number = models.PositiveIntegerField(_("nummer"))
    # The version of the application that was read.
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("version")
    )
    # The points as they read then, with what was found (applications.reviews.checklist.item_of).
    items = models.JSONField(_("punkter"))
    is_complete = models.BooleanField(_("komplett"))
    comment = models.TextField(_("kommentar"), blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("gjord av")
    )
    done_at = models.DateTimeField(_("gjord"))

    class Meta:
        ordering = ["case", "-number"]
        verbose_name = _("formell granskning")
        verbose_name_plural = _("formella granskningar")
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="reviews_completeness_check_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.number}"

    @property
    def unmet(self) -> list[dict[str, str]]:
        """The points that are not met, as they read then."""
        return [item for item in self.items if item["answer"] == Answer.NOT_MET]

    @property
    def shown_items(self) -> list[tuple[dict[str, str], str]]:
        """Each point with its answer in words."""
        return [(item, str(Answer(item["answer"]).label)) for item in self.items]


class BegunCheck(models.Model):
    """A check that is not done: what the officer has found so far. It goes when the check is done."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="begun_check", verbose_name=_("ärende"))
    # An answer and a note by the key of each point that has any.
    answers = models.JSONField(_("svar"))
    comment = models.TextField(_("kommentar"), blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("sparad av")
    )
    saved_at = models.DateTimeField(_("sparad"))

    class Meta:
        verbose_name = _("påbörjad granskning")
        verbose_name_plural = _("påbörjade granskningar")

    def __str__(self) -> str:
        return str(self.case)


class AskedPoints(models.Model):
    """Which points of a check a supplement request is about. The database refuses to change or delete it."""

    request = models.OneToOneField(
        SupplementRequest, on_delete=models.PROTECT, related_name="asked_points", verbose_name=_("begäran")
    )
    # The check from which it was asked.
    check_done = models.ForeignKey(
        CompletenessCheck, on_delete=models.PROTECT, related_name="asked", verbose_name=_("granskning")
    )
    # The keys of the points.
    keys = models.JSONField(_("punkter"))

    class Meta:
        ordering = ["-request"]
        verbose_name = _("punkter i en begäran")
        verbose_name_plural = _("punkter i begäranden")

    def __str__(self) -> str:
        return str(self.request)
