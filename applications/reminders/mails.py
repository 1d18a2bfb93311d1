"""What a reminder says. Its words come from templates/reminders/mail; what they need to know is worked out here.

Staff may see a mail before it is sent, but never what a region has written. So a mail names the project and the parts
of the form that are not ready, and quotes nothing else from the draft.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

import portal.notices.actions
from applications.calls import deadline
from applications.calls.models import Call
from applications.cases.models import Case
from applications.drafting.completeness import Missing, missing
from applications.drafting.content import DraftContent
from applications.reminders.kinds import DEADLINE_EXTENDED, DEADLINE_REMINDER, NOT_SUBMITTED
from applications.reminders.plan import AFTER_CLOSING, BEFORE_CLOSING

# Not of the plan: told at once, when it happens.
EXTENDED = "extended"
TEMPLATES = {
    EXTENDED: "reminders/mail/extended.txt",
    BEFORE_CLOSING: "reminders/mail/before_closing.txt",
    AFTER_CLOSING: "reminders/mail/after_closing.txt",
}
KINDS = {EXTENDED: DEADLINE_EXTENDED, BEFORE_CLOSING: DEADLINE_REMINDER, AFTER_CLOSING: NOT_SUBMITTED}
# Parts of a form whose missing answers are told by the form's own words alone.
OWN_WORDS = {"questions", "period"}


@dataclass(frozen=True)
class DraftPart:
    """One draft, and what it lacks. `content` is None when nothing has been written."""

    case: Case
    content: DraftContent | None
    _found: dict[str, list[str]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def lacks(self) -> list[str]:
        """What is left to do, in the language in use, section by section. Worked out once for each language."""
        language = get_language() or ""
        if language not in self._found:
            self._found[language] = self._look()
        return self._found[language]

    def _look(self) -> list[str]:
        if self.content is None:
            return [_("Inget är ifyllt än.")]
        return list(self._by_section(missing(self.content, self.case.call), self.content))

    def _by_section(self, found: list[Missing], content: DraftContent) -> Iterator[str]:
        for section in content.definition.sections:
            here = [item for item in found if item.section_key == section.key]
            plain = [item for item in here if section.kind in OWN_WORDS and not item.is_wrong]
            for item in plain:
                yield f"{section.title}: {item.message}"
            if others := len(here) - len(plain):
                words = ngettext(
                    "%(number)s sak att fylla i eller ändra", "%(number)s saker att fylla i eller ändra", others
                )
                yield f"{section.title}: {words % {'number': others}}"


@dataclass(frozen=True)
class RegionPart:
    name: str
    closes_at: datetime
    has_submitted: bool = False
    drafts: tuple[DraftPart, ...] = ()
    reopened: tuple[Case, ...] = ()

    @property
    def last_minute(self) -> datetime:
        return deadline.last_minute(self.closes_at)


@dataclass(frozen=True)
class ReminderMail:
    """One mail, the same for everyone who acts for these regions. Its words are made when it is rendered."""

    call: Call
    kind: str
    regions: tuple[RegionPart, ...]
    at: datetime

    @property
    def drafts(self) -> list[DraftPart]:
        return [draft for region in self.regions for draft in region.drafts]

    @property
    def page(self) -> str:
        """Where there is something to do about it: the draft if there is one, else the call."""
        if len(self.drafts) == 1:
            return reverse("drafting:overview", args=[self.drafts[0].case.pk])
        return reverse("calls:call", args=[self.call.slug])

    @property
    def subject(self) -> str:
        return f"{self.time_left}: {self.what_is_not_done}"

    @property
    def time_left(self) -> str:
        """How long is left at the moment of sending, by the calendar."""
        days = deadline.days_left(self.closes_at, self.at)
        if days < 0:
            return _("Stängd")
        if days == 0:
            return _("Sista dagen")
        return ngettext("%(days)s dag kvar", "%(days)s dagar kvar", days) % {"days": days}

    @property
    def what_is_not_done(self) -> str:
        drafts, reopened = self.drafts, [case for region in self.regions for case in region.reopened]
        if reopened and not drafts:
            return _("ändringarna i %(titles)s är inte inlämnade") % {
                "titles": ", ".join(case.title for case in reopened)
            }
        if len(self.regions) == 1 and len(drafts) == 1:
            return _("ansökan %(title)s är inte inlämnad") % {"title": drafts[0].case.title}
        if drafts and len(self.regions) == 1:
            return _("%(region)s har %(number)s ansökningar som inte är inlämnade") % {
                "region": self.regions[0].name,
                "number": len(drafts),
            }
        if drafts and any(region.has_submitted for region in self.regions):
            return _("%(regions)s har ansökningar som inte är inlämnade") % {"regions": self.region_names}
        return _("%(regions)s har inte lämnat in någon ansökan") % {"regions": self.region_names}

    @property
    def region_names(self) -> str:
        names = [region.name for region in self.regions]
        if len(names) == 1:
            return names[0]
        return _("%(first)s och %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}

    @property
    def closes_at(self) -> datetime:
        """The closing of the regions that the mail is about: the first, should they differ."""
        return min(region.closes_at for region in self.regions)

    @property
    def last_minute(self) -> datetime:
        return deadline.last_minute(self.closes_at)


def written(mail: ReminderMail, person: Any) -> tuple[str, str]:
    """Subject and body of the mail as `person` would read it now."""
    return portal.notices.actions.render_notice(
        person=person, template=TEMPLATES[mail.kind], context={"mail": mail}, kind=KINDS[mail.kind]
    )
