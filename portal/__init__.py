"""The site itself: people, log, outbox, files, PDF, pages. Knows nothing of regions or applications."""

from portal import checks
from portal.celery import app as celery_app

__all__ = ["celery_app", "checks"]
