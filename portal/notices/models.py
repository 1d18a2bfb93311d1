"""What people are told, and what of it each wants by mail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.notices.querysets import NoticeQuerySet


class Notice(models.Model):
    """Something that a person was told: on their start page, and perhaps by mail, at once or in the day's digest."""

    # The same key twice is the same notice.
    key = models.CharField(_("nyckel"), max_length=200, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", verbose_name=_("till")
    )
    kind = models.CharField(_("slag"), max_length=40)
    subject = models.CharField(_("rubrik"), max_length=250)
    # Where it leads in the portal, beginning with a slash; empty when nowhere.
    link = models.CharField(_("adress"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("skapad"))
    read_at = models.DateTimeField(_("läst"), null=True, blank=True)
    # It waits for the person's next digest.
    in_digest = models.BooleanField(_("till sammandraget"), default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("avisering")
        verbose_name_plural = _("aviseringar")
        indexes = [
            # What is new for this person? Asked by their start page.
            models.Index(
                fields=["person", "-created_at"], name="notices_notice_unread", condition=models.Q(read_at=None)
            ),
            # Whose digests are to be written?
            models.Index(fields=["person"], name="notices_notice_digest", condition=models.Q(in_digest=True)),
            # All that this person was told, newest first; and which of it was read long ago.
            models.Index(fields=["person", "-created_at", "-id"], name="notices_notice_by_person"),
            models.Index(fields=["read_at"], name="notices_notice_read", condition=models.Q(read_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.subject


class DigestChoice(models.Model):
    """A person who wants one mail a day instead of one for each notice. No row: at once."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="digest_choice",
        primary_key=True,
        verbose_name=_("person"),
    )

    class Meta:
        verbose_name = _("dagligt sammandrag")
        verbose_name_plural = _("dagliga sammandrag")

    def __str__(self) -> str:
        return str(self.person)


class MutedKind(models.Model):
    """A kind of notice (portal.notices.kinds) that a person does not want by mail."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="muted_kinds", verbose_name=_("person")
    )
    kind = models.CharField(_("slag"), max_length=40)

    class Meta:
        verbose_name = _("avstängd avisering")
        verbose_name_plural = _("avstängda aviseringar")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="notices_muted_kind_once"),
        ]

    def __str__(self) -> str:
        return self.kind
