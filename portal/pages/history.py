"""What the events of a page are called."""

from django.utils.translation import gettext_lazy as _

from portal.audit.labels import register

register("pages.page", {"page_changed": _("%(by)s ändrade sidan.")})
