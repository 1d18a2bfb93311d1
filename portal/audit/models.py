"""The append-only log: one hash chain for each subject.

An entry carries the digest of its details, not the details themselves, so that details can be disposed of by a decided
rule (gallring) while the chain still holds. The subject keeps the last number and hash of its chain: a chain whose tail
was cut off no longer ends where the subject says.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditedModel(models.Model):
    """A thing whose history is logged. Its row must be locked, or just made, when something is recorded on it."""

    audit_sequence = models.PositiveIntegerField(_("antal händelser i loggen"), default=0, editable=False)
    audit_hash = models.CharField(_("loggens sista kontrollsumma"), max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's, but a save of the whole object leaves the mark alone: only `record` moves it.

        An object that was read before something was recorded would else set it back.
        """
        if not self._state.adding and kwargs.get("update_fields") is None and not kwargs.get("force_insert"):
            unread = self.get_deferred_fields()
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.attname not in {*unread, "audit_sequence", "audit_hash"}
            ]
        super().save(*args, **kwargs)

    @property
    def audit_subject(self) -> str:
        """The chain's name, for example `cases.case:17`."""
        return f"{self._meta.label_lower}:{self.pk}"


class AuditEntry(models.Model):
    """One event on one subject. `hash` covers every other field and the hash before it."""

    subject = models.CharField(_("vad det gäller"), max_length=100)
    sequence = models.PositiveIntegerField(_("nummer"))
    event = models.CharField(_("händelse"), max_length=60)
    at = models.DateTimeField(_("när"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("av"),
    )
    details_digest = models.CharField(_("kontrollsumma för uppgifterna"), max_length=64)
    previous_hash = models.CharField(_("föregående kontrollsumma"), max_length=64, blank=True)
    hash = models.CharField(_("kontrollsumma"), max_length=64)

    class Meta:
        ordering = ["subject", "sequence"]
        verbose_name = _("händelse i loggen")
        verbose_name_plural = _("händelser i loggen")
        constraints = [
            # Which entry is number n of this subject? One only, so that two writers can't fork a chain.
            models.UniqueConstraint(fields=["subject", "sequence"], name="audit_entry_one_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.sequence} {self.event}"


class AuditDetails(models.Model):
    """What an entry tells beyond its name. May be deleted by a rule of disposal, never changed."""

    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="details", primary_key=True)
    content = models.JSONField(_("uppgifter"))

    class Meta:
        verbose_name = _("uppgifter i loggen")
        verbose_name_plural = _("uppgifter i loggen")

    def __str__(self) -> str:
        return str(self.entry)
