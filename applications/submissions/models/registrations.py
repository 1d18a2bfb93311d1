"""An application that came another way than through the portal, as the registrar took it in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.cases.models import Channel
from applications.submissions.models.versions import Submission
from applications.submissions.querysets import RegistrationQuerySet


class Registration(models.Model):
    """How a version came in that the registrar typed from paper or mail. The database refuses to change or delete it.

    The papers themselves are the version's files.
    """

    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, related_name="registration", verbose_name=_("inlämnad version")
    )
    came_by = models.CharField(_("kom in med"), max_length=12, choices=Channel.choices)
    # How to reach whoever sent it, as the paper says.
    contact = models.CharField(_("kontaktuppgifter"), max_length=200)
    note = models.TextField(_("anteckning"), max_length=2000, blank=True)
    # Made when the form was opened: the same form sent twice is one application.
    form_key = models.UUIDField(_("formulärets nyckel"), unique=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("registrerad av")
    )
    registered_by_name = models.CharField(_("namn vid registreringen"), max_length=150)
    registered_at = models.DateTimeField(_("registrerad"))

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["-registered_at", "-pk"]
        verbose_name = _("registrerad ansökan")
        verbose_name_plural = _("registrerade ansökningar")
        constraints = [
            models.CheckConstraint(
                condition=Q(came_by__in=Channel.values), name="submissions_registration_came_by_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.submission)
