"""Celery: delivers what actions left in the outbox, and looks every so often for what is due or was left behind."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_finalize.connect
def _schedule(sender: Celery, **_: object) -> None:
    from django.conf import settings

    sender.conf.beat_schedule = {
        "relay-outbox": {"task": "outbox.relay", "schedule": settings.OUTBOX_RELAY_SECONDS},
        # Asks what is due, as the others do: a beat that was away at seven sends the digests when it is back.
        "send-digests": {"task": "notices.send_digests", "schedule": 300.0},
        "forget-old-notices": {"task": "notices.forget_old", "schedule": crontab(hour="3", minute="30")},
        "remind-of-supplements": {
            "task": "submissions.remind_of_supplements",
            "schedule": settings.REMINDERS_CHECK_SECONDS,
        },
        "remind-of-requests-for-decision": {
            "task": "reviews.remind_of_requests",
            "schedule": settings.REMINDERS_CHECK_SECONDS,
        },
        "remind-of-hearings": {
            "task": "correspondence.remind_of_hearings",
            "schedule": settings.REMINDERS_CHECK_SECONDS,
        },
        "remind-of-unread-letters": {
            "task": "letters.remind_of_unread",
            "schedule": settings.REMINDERS_CHECK_SECONDS,
        },
        "send-due-reminders": {"task": "reminders.send_due", "schedule": settings.REMINDERS_CHECK_SECONDS},
        "remove-orphaned-files": {"task": "files.remove_orphans", "schedule": crontab(hour="3", minute="20")},
        "remove-old-case-files": {"task": "records.remove_old_files", "schedule": crontab(hour="3", minute="40")},
    }
    for folder in ("", "control"):
        if settings.CELERY_BROKER_URL == "filesystem://":
            (settings.CELERY_QUEUE_DIR / folder).mkdir(parents=True, exist_ok=True)
