"""What a reminder that has waited for somebody's digest says by then: a region may have handed in meanwhile."""

from datetime import datetime

from applications.calls.models import Call
from applications.reminders.kinds import DEADLINE_REMINDER
from applications.reminders.plan import Moment, at_moment, for_region
from applications.reminders.queries import gather, with_plan
from portal.notices.models import Notice
from portal.notices.restating import restate_with


def reminder_as_it_holds(notice: Notice, at: datetime) -> tuple[str, str] | None:
    """What there is to remind the person of in the call at `at`, with how long is left; None if there is nothing."""
    _reminder, call_id, _moment = notice.key.split(":", 2)
    world = gather(list(with_plan(Call.objects.filter(pk=call_id))))
    facts = world.calls[0]
    still_open = [region for region in facts.regions if at < for_region(facts.plan, region).closes_at]
    reader = [person for person in facts.people if person.id == notice.person_id]
    for one in at_moment(facts.plan, still_open, reader, Moment(at)):
        mail = world.mail(facts, one.moment, one.regions, at=at)
        return mail.subject, mail.page
    return None


restate_with(DEADLINE_REMINDER, reminder_as_it_holds)
