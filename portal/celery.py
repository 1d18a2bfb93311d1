"""Celery: delivers what actions left in the outbox, and looks every so often for what is due or was left behind."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_finalize.connect
def _schedule(sender: Celery, **_: object) -> None:
    from django.conf import settings

    sender.conf.beat_schedule = {
        "relay-outbox": {"task": "outbox.relay", "schedule": settings.OUTBOX_RELAY_SECONDS},
        "send-due-reminders": {"task": "reminders.send_due", "schedule": settings.REMINDERS_CHECK_SECONDS},
    }
    for folder in ("", "control"):
        if settings.CELERY_BROKER_URL == "filesystem://":
            (settings.CELERY_QUEUE_DIR / folder).mkdir(parents=True, exist_ok=True)
