"""Meetings where decisions are made: who is there, what is to be decided, and who took part in what."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.calls.models import Call
from applications.decisions.models.decisions import Decision
from applications.decisions.models.proposals import Proposal
from applications.decisions.querysets import MeetingQuerySet
from portal.audit.models import AuditedModel


class Meeting(AuditedModel):
    """A meeting with an agenda of cases. Its chair decides; the law of each decision is that of any other."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planerat")
        CLOSED = "closed", _("Avslutat")
        CANCELLED = "cancelled", _("Inställt")

    class Form(models.TextChoices):
        TOGETHER = "together", _("Deltagarna träffas, i ett rum eller på distans")
        PER_CAPSULAM = "per_capsulam", _("Per capsulam: besluten fattas utan att deltagarna träffas")

    name = models.CharField(_("namn"), max_length=100)
    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("utlysning")
    )
    meets_on = models.DateField(_("dag"))
    form = models.CharField(_("form"), max_length=12, choices=Form.choices, default=Form.TOGETHER)
    place = models.CharField(_("plats"), max_length=150, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("ordförande")
    )
    secretary = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("sekreterare")
    )
    # Who approves the minutes beside the chair; chosen when the meeting is closed.
    adjuster = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("justerare"),
    )
    state = models.CharField(_("läge"), max_length=10, choices=State.choices, default=State.PLANNED, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("planerat av")
    )
    made_at = models.DateTimeField(_("planerat"))
    closed_at = models.DateTimeField(_("avslutat"), null=True, blank=True)
    cancelled_why = models.TextField(_("varför det ställdes in"), blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-meets_on", "-pk"]
        verbose_name = _("sammanträde")
        verbose_name_plural = _("sammanträden")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False, adjuster__isnull=False),
                name="decisions_meeting_closed_has_adjuster",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_why=""),
                name="decisions_meeting_cancelled_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def shown_place(self) -> str:
        """Where it is held, or that nobody meets."""
        return str(_("Per capsulam")) if self.form == self.Form.PER_CAPSULAM else self.place


class MeetingItem(models.Model):
    """A case on the agenda: the proposal that waits, who presents it, and what came of it."""

    class State(models.TextChoices):
        OPEN = "open", _("Att besluta")
        DECIDED = "decided", _("Beslutat")
        # The meeting was closed, or called off, before it was decided there.
        LEFT = "left", _("Inte avgjort")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items", verbose_name=_("sammanträde"))
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="meeting_items", verbose_name=_("förslag")
    )
    # Its number in the agenda and in the minutes.
    position = models.PositiveSmallIntegerField(_("paragraf"))
    presenter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("föredragande")
    )
    # Who decides in the place of the meeting's chair, who may not or does not.
    own_chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ordförande för paragrafen"),
    )
    state = models.CharField(_("läge"), max_length=10, choices=State.choices, default=State.OPEN, editable=False)
    decision = models.OneToOneField(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meeting_item",
        verbose_name=_("beslut"),
    )

    class Meta:
        ordering = ["meeting", "position", "pk"]
        verbose_name = _("punkt på dagordningen")
        verbose_name_plural = _("punkter på dagordningen")
        constraints = [
            # On how many agendas does a proposal stand? One.
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(state__in=["open", "decided"]),
                name="decisions_meeting_item_proposal_once",
                violation_error_message=_("Förslaget står redan på en dagordning."),
            ),
            models.CheckConstraint(
                condition=Q(state="decided", decision__isnull=False) | (~Q(state="decided") & Q(decision__isnull=True)),
                name="decisions_meeting_item_decided_has_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"§ {self.position}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def decider_id(self) -> int:
        """Who is to decide: the chair of the item, if it has one of its own."""
        return self.own_chair_id or self.meeting.chair_id

    @property
    def decider(self) -> models.Model:
        return self.own_chair or self.meeting.chair


class MeetingAttendee(models.Model):
    """Somebody who is at the meeting, whatever they may take part in there."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="attendees", verbose_name=_("sammanträde")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name = _("deltagare i sammanträde")
        verbose_name_plural = _("deltagare i sammanträden")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="decisions_meeting_attendee_once"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class ItemAttendance(models.Model):
    """What somebody at the meeting had to do with one item, as it was when that was decided. It never changes."""

    class Part(models.TextChoices):
        DECIDED = "decided", _("Beslutade")
        PRESENTED = "presented", _("Föredrog")
        TOOK_PART = "took_part", _("Deltog")
        CONFLICT = "conflict", _("Deltog inte, på grund av jäv")
        UNDECLARED = "undeclared", _("Deltog inte, eftersom personen inte har svarat på om det finns jäv")
        ASIDE = "aside", _("Deltog inte")

    item = models.ForeignKey(MeetingItem, on_delete=models.PROTECT, related_name="attendance", verbose_name=_("punkt"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    part = models.CharField(_("del"), max_length=10, choices=Part.choices)

    class Meta:
        ordering = ["item", "pk"]
        verbose_name = _("deltagande i en punkt")
        verbose_name_plural = _("deltagande i punkter")
        constraints = [
            models.UniqueConstraint(fields=["item", "person"], name="decisions_item_attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_part_display()}"
