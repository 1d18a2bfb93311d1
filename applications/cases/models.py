"""The case: the thread that all later rooms hang on, from a region's first draft to the end."""

from typing import Literal, TypedDict

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from applications.calls.deadline import ApplicationTime
from applications.calls.models import Call, Outcome
from applications.cases.querysets import CaseQuerySet, ConflictDeclarationQuerySet, has_ended
from applications.cases.states import CAN_BE_TAKEN, UNDECIDED, Stage
from portal.audit.models import AuditedModel
from regions.models import Region


class Side(models.TextChoices):
    """The two who write to each other in a case."""

    REGION = "region", _("Regionen")
    AUTHORITY = "authority", _("Myndigheten")


class Channel(models.TextChoices):
    """How an application came that was not handed in through the portal."""

    EMAIL = "email", _("E-post")
    POST = "post", _("Post")
    HANDED_OVER = "handed_over", _("Lämnad på plats")


# The same as a part of a sentence.
CAME_IN = {
    Channel.EMAIL: _("kom in med e-post"),
    Channel.POST: _("kom in per post"),
    Channel.HANDED_OVER: _("lämnades hos oss"),
}


class Party(TypedDict):
    """Somebody whom an application names, as `Case.parties` keeps them."""

    kind: Literal["partner", "manager"]
    name: str
    number: str


class Case(AuditedModel):
    """One region's application in one call. It belongs to the region, never to a person."""

    # Both are found by the indexes below, which begin with them.
    call = models.ForeignKey(Call, models.PROTECT, "cases", db_index=False, verbose_name=_("utlysning"))
    region = models.ForeignKey(Region, models.PROTECT, "cases", db_index=False, verbose_name=_("region"))
    title = models.CharField(_("projektets namn"), max_length=150)
    stage = models.CharField(_("läge"), max_length=12, choices=Stage.choices, default=Stage.DRAFT, editable=False)
    created_at = models.DateTimeField(_("påbörjad"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("påbörjad av")
    )
    # Set when it is first handed in.
    registry_number = models.CharField(_("diarienummer"), max_length=30, null=True, blank=True, unique=True)
    arrived_at = models.DateTimeField(_("kom in"), null=True, blank=True)
    # Empty: through the portal. Else the registrar registered it.
    came_by = models.CharField(_("kom in med"), max_length=12, choices=Channel.choices, blank=True, editable=False)
    amount_applied = models.PositiveBigIntegerField(_("sökt belopp, kronor"), default=0)
    # The number of the newest line in the case's register of documents.
    last_document = models.PositiveIntegerField(_("senaste handlingens nummer"), default=0, editable=False)
    # The staff member responsible. Assessors beside are rows of `Assessor`.
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handläggare"),
    )
    # Whom at the region the authority turns to first. Handed over when the person leaves the region.
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kontaktperson"),
    )
    # Whom to know of when judging a conflict of interest beside the region: partners and the project manager, as
    # dictionaries (`Party`); and the version of the application in which somebody was last added to them.
    parties = models.JSONField(_("samverkansparter och projektledare"), default=list, blank=True, editable=False)
    parties_since = models.PositiveIntegerField(_("parterna gäller från version"), default=1, editable=False)
    # A draft that the region took away; it can be put back. Never set on a case that was handed in.
    discarded_at = models.DateTimeField(_("utkastet borttaget"), null=True, blank=True, editable=False)
    # The region took a registered application back (återkallade). The case ends in a decision to close it.
    withdrawn_at = models.DateTimeField(_("återkallad"), null=True, blank=True, editable=False)
    # Who has yet to answer what the other wrote last, kept by the room of messages.
    answer_awaited_from = models.CharField(
        _("svar väntas från"), max_length=10, choices=Side.choices, blank=True, editable=False
    )
    # What the region may know of the decision: empty until the letter has been made.
    released_outcome = models.CharField(
        _("utfall som regionen kan se"), max_length=15, choices=Outcome.choices, blank=True
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("ärende")
        verbose_name_plural = _("ärenden")
        constraints = [
            models.CheckConstraint(
                condition=Q(stage=Stage.DRAFT) | Q(registry_number__isnull=False, arrived_at__isnull=False),
                name="cases_case_submitted_is_registered",
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="cases_case_stage_known"),
            models.CheckConstraint(
                condition=Q(discarded_at__isnull=True) | Q(stage=Stage.DRAFT), name="cases_case_only_drafts_discarded"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(stage=Stage.DRAFT),
                name="cases_case_withdrawn_is_registered",
            ),
            models.CheckConstraint(condition=Q(came_by__in=["", *Channel.values]), name="cases_case_came_by_known"),
        ]
        indexes = [
            # Submitted cases by age, in all calls or one; and as the work list has them, where what is decided is last.
            models.Index(fields=["arrived_at", "id"], name="cases_case_by_arrival"),
            models.Index(
                has_ended(),
                "arrived_at",
                "id",
                include=["stage"],
                name="cases_case_open_first",
                condition=~Q(stage=Stage.DRAFT),
            ),
            models.Index(fields=["call", "stage"], name="cases_case_by_call_and_stage"),
            # What an officer has open, oldest first.
            models.Index(
                fields=["officer", "arrived_at", "id"],
                include=["call", "withdrawn_at"],
                name="cases_case_open_by_officer",
                condition=Q(stage__in=UNDECIDED),
            ),
            # The work list's figures: how many cases there are in each stage, and what they apply for. And its order.
            models.Index(
                fields=["stage"],
                include=["officer", "amount_applied", "arrived_at", "withdrawn_at", "id"],
                name="cases_case_counted",
                condition=~Q(stage=Stage.DRAFT),
            ),
            # Open cases by age, with what tells whether somebody is to take or to assess them.
            models.Index(
                fields=["arrived_at", "id"],
                include=["officer", "stage", "withdrawn_at"],
                name="cases_case_at_hand",
                condition=Q(stage__in=CAN_BE_TAKEN),
            ),
            # Where is somebody's answer awaited? In few cases.
            models.Index(
                fields=["answer_awaited_from", "region"],
                name="cases_case_answer_awaited",
                condition=~Q(answer_awaited_from=""),
            ),
            # A region's own cases.
            models.Index(fields=["region", "-id"], name="cases_case_by_region"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def partners(self) -> list[Party]:
        return [party for party in self.parties if party["kind"] == "partner"]

    @property
    def managers(self) -> list[Party]:
        return [party for party in self.parties if party["kind"] == "manager"]

    @property
    def application_time(self) -> ApplicationTime:
        """When the case's region can apply in its call."""
        return self.call.application_time_for(self.region_id)

    @property
    def is_draft(self) -> bool:
        return self.stage == Stage.DRAFT

    @property
    def came_late(self) -> bool:
        """Whether the registrar registered it, and it did not come in time. The portal itself takes nothing late."""
        if not self.came_by or self.arrived_at is None:
            return False
        return not self.call.is_in_time_for(self.region_id, self.arrived_at)

    @property
    def came_in_words(self) -> str:
        """How a case came that was not handed in through the portal: "kom in per post"; "" for the others."""
        return str(CAME_IN[Channel(self.came_by)]) if self.came_by else ""

    @property
    def status_for_region(self) -> str:
        """The case's state as its region may know it: nothing of a decision before it is released."""
        if self.is_draft:
            return str(_("Utkast"))
        if self.released_outcome:
            return str(Outcome(self.released_outcome).label)
        if self.withdrawn_at:
            return str(_("Återkallad"))
        return str(_("Inlämnad") if self.stage == Stage.SUBMITTED else _("Handläggs"))


class RegistrySeries(models.Model):
    """The running number of a year's registry. Its row is locked while a number is taken, so none is given twice."""

    year = models.PositiveSmallIntegerField(_("år"), primary_key=True)
    last_number = models.PositiveIntegerField(_("senaste numret"), default=0)

    class Meta:
        verbose_name = _("diarieserie")
        verbose_name_plural = _("diarieserier")

    def __str__(self) -> str:
        return str(self.year)


class Document(models.Model):
    """A line in the register of documents (offentlighets- och sekretesslagen 5 kap. 2 §)."""

    class Direction(models.TextChoices):
        IN = "in", _("In")
        OUT = "out", _("Ut")
        INTERNAL = "internal", _("Upprättad")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents", verbose_name=_("ärende"))
    number = models.PositiveIntegerField(_("nummer"))
    direction = models.CharField(_("riktning"), max_length=8, choices=Direction.choices)
    at = models.DateTimeField(_("kom in eller upprättades"))
    title = models.CharField(_("vad det rör"), max_length=200)
    party = models.CharField(_("avsändare eller mottagare"), max_length=200)
    sha256 = models.CharField(_("kontrollsumma (SHA-256)"), max_length=64, blank=True)

    class Meta:
        ordering = ["case", "number"]
        verbose_name = _("handling")
        verbose_name_plural = _("handlingar")
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_document_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Assessor(models.Model):
    """A staff member, perhaps of another authority, asked to assess a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assessors", verbose_name=_("ärende"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("bedömare")
    )
    asked_at = models.DateTimeField(_("tillfrågad"))

    class Meta:
        verbose_name = _("bedömare")
        verbose_name_plural = _("bedömare")
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="cases_assessor_once"),
        ]
        indexes = [
            # Which cases is this person asked to assess?
            models.Index(fields=["person", "case"], name="cases_assessor_cases"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class ConflictDeclaration(models.Model):
    """What a staff member has declared of conflict of interest (jäv, förvaltningslagen 16–18 §§) in a case."""

    class Ruling(models.TextChoices):
        CONFLICT = "conflict", _("Jäv")
        NONE = "none", _("Inte jäv")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="declarations", verbose_name=_("ärende"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    has_conflict = models.BooleanField(_("jäv"))
    statement = models.TextField(_("beskrivning"), blank=True)
    declared_at = models.DateTimeField(_("anmäld"))
    # What it was declared on: the case's parties, and the version of the application that brought the newest of them.
    parties = models.JSONField(_("parter vid anmälan"), default=list, blank=True)
    parties_since = models.PositiveIntegerField(_("parterna gällde från version"), default=1)
    # What the authority found of a conflict that was declared (18 §); empty until it has.
    ruling = models.CharField(_("myndighetens prövning"), max_length=10, choices=Ruling.choices, blank=True)
    ruling_reason = models.TextField(_("skäl för prövningen"), blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("prövad av"),
    )
    ruled_at = models.DateTimeField(_("prövad"), null=True, blank=True)

    objects = ConflictDeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("jävsdeklaration")
        verbose_name_plural = _("jävsdeklarationer")
        constraints = [
            # What has this person declared in this case? The latest word, changed by an action that logs the old one.
            models.UniqueConstraint(fields=["case", "person"], name="cases_declaration_one_for_each_person"),
            models.CheckConstraint(
                condition=Q(ruled_by__isnull=True) | ~Q(ruled_by=models.F("person")),
                name="cases_declaration_not_ruled_by_declarer",
                violation_error_message=_("Den som har anmält jävet kan inte själv pröva det."),
            ),
            models.CheckConstraint(
                condition=Q(ruling="", ruled_by__isnull=True, ruled_at__isnull=True)
                | (Q(ruled_by__isnull=False, ruled_at__isnull=False) & ~Q(ruling="") & ~Q(ruling_reason="")),
                name="cases_declaration_ruling_whole",
            ),
            models.CheckConstraint(
                condition=~Q(ruling="conflict") | Q(has_conflict=True),
                name="cases_declaration_conflict_found_bars",
            ),
        ]
        indexes = [
            # Which declared conflicts has the authority yet to settle? Few.
            models.Index(
                fields=["declared_at"],
                name="cases_declaration_to_settle",
                condition=Q(has_conflict=True, ruling=""),
            ),
            # In which cases has this person a conflict? Asked by whatever lists cases for staff, and few of them.
            models.Index(fields=["person", "case"], name="cases_declaration_conflicts", condition=Q(has_conflict=True)),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {_('Har jäv') if self.has_conflict else _('Inte jäv')}"

    @property
    def awaits_ruling(self) -> bool:
        return self.has_conflict and not self.ruling


class CaseText(models.Model):
    """What a handed-in case can be found by: its number, region, project, and the answers of its newest version.

    PostgreSQL keeps beside it, in columns of its own making, the stems of its words and of its names (migrations 0004
    and names_to_search).
    """

    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, primary_key=True, related_name="text", verbose_name=_("ärende")
    )
    text = models.TextField(_("text att söka i"))
    # The part of it that lists name a case by: all that a search looks in for one to whom the case is not open yet.
    names = models.TextField(_("namn att söka i"), default="")

    class Meta:
        verbose_name = _("ärendets text")
        verbose_name_plural = _("ärendenas texter")

    def __str__(self) -> str:
        return str(self.case_id)


class SavedView(models.Model):
    """Filters of the work list that a person has given a name, to find them again."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views", verbose_name=_("person")
    )
    name = models.CharField(_("vyns namn"), max_length=60)
    # The filters as the list's address has them, without page.
    query = models.CharField(_("filter"), max_length=1000, blank=True)
    saved_at = models.DateTimeField(_("sparad"))

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("sparad vy")
        verbose_name_plural = _("sparade vyer")
        constraints = [
            # Which view does the person mean by this name? One only, whatever the case of its letters.
            models.UniqueConstraint(
                "person",
                Lower("name"),
                name="cases_saved_view_name_once",
                violation_error_message=_("Du har redan en vy med det namnet. Välj ett annat."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
