"""One case of the demonstration as it is played: who takes part in it, and when things happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.timezone import get_current_timezone, localtime

from applications.cases.models import Case
from applications.demo.cast import Project
from portal.accounts.models import User

OPENS, CLOSES, WEEKEND = 8, 17, {5, 6}


class Clock:
    """Goes some time between one thing and the next, in office hours: Monday to Friday, 8 to 17 in Stockholm."""

    def __init__(self, start: datetime) -> None:
        self.now = localtime(start)

    def next(self, hours: float = 3) -> datetime:
        # Not on the hour, as people don't.
        self.now = localtime(self.now + timedelta(hours=hours, minutes=7))
        while self.now.weekday() in WEEKEND or not OPENS <= self.now.hour < CLOSES:
            day = self.now.date() + timedelta(days=int(self.now.hour >= OPENS))
            self.now = datetime.combine(day, time(OPENS, (self.now.minute * 7) % 60), get_current_timezone())
        return self.now


@dataclass(frozen=True)
class Play:
    """A case, its people, its clock, and the moment from which the whole story is seen."""

    project: Project
    case: Case
    people: Mapping[str, User]
    clock: Clock
    told_at: datetime

    @property
    def writer(self) -> User:
        return self.people[self.project.writer]

    @property
    def colleague(self) -> User:
        """Another of the region, where the story has one."""
        return self.people[self.project.colleague]

    @property
    def officer(self) -> User:
        return self.people[self.project.officer]

    def again(self) -> Case:
        """The case as it stands now, with all that its pages read."""
        return Case.objects.select_related("call", "region", "draft__form_version").get(pk=self.case.pk)
