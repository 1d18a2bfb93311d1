"""The 21 regions, and who may act for each of them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.se import orgnr

from portal.audit.models import AuditedModel
from regions.querysets import MembershipQuerySet


def validate_org_number(value: str) -> None:
    """A Swedish organisation number: ten digits with a hyphen and a right check digit (lagen 1974:174).

    Raises ValidationError.
    """
    try:
        orgnr.validate(value)
    except NumberError as error:
        raise ValidationError(
            _("”%(value)s” är inte ett organisationsnummer. Skriv tio siffror, till exempel 232100-0016."),
            code="org_number",
            params={"value": value},
        ) from error


class Region(models.Model):
    """One of Sweden's regions: regionally responsible for development (RUA) in its county."""

    code = models.CharField(_("länskod"), max_length=2, primary_key=True)
    name = models.CharField(_("namn"), max_length=60, unique=True)
    county = models.CharField(_("län"), max_length=60)
    iso_3166_2 = models.CharField("ISO 3166-2", max_length=6, unique=True)
    nuts3 = models.CharField("NUTS 3", max_length=5, unique=True)
    org_number = models.CharField(
        _("organisationsnummer"), max_length=11, unique=True, validators=[validate_org_number]
    )
    seat = models.CharField(_("säte"), max_length=60)
    website = models.URLField(_("webbplats"), blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("region")
        verbose_name_plural = _("regioner")

    def __str__(self) -> str:
        return self.name


class Membership(AuditedModel):
    """A person's role in a region, from a moment and perhaps to one. A person may have several, in several regions."""

    class Role(models.TextChoices):
        READER = "reader", _("Läser")
        EDITOR = "editor", _("Redigerar")
        SIGNATORY = "signatory", _("Behörig att lämna in")
        COORDINATOR = "coordinator", _("Samordnar regionens personer")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("region"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    role = models.CharField(_("roll"), max_length=12, choices=Role.choices)
    started_at = models.DateTimeField(_("från"))
    ended_at = models.DateTimeField(_("till"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["region", "person", "role"]
        verbose_name = _("uppdrag för en region")
        verbose_name_plural = _("uppdrag för regioner")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "person", "role"],
                condition=models.Q(ended_at__isnull=True),
                name="regions_membership_role_once",
                violation_error_message=_("Personen har redan den rollen i regionen."),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["reader", "editor", "signatory", "coordinator"]),
                name="regions_membership_role_known",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("started_at")),
                name="regions_membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.region}: {self.get_role_display()}"
