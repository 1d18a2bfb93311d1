"""What can be done with the site's texts."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

import portal.audit.actions
from portal.accounts.access import require
from portal.pages import rules
from portal.pages.models import Page


@transaction.atomic
def change_page(*, page_id: int, title: str, body: str, title_en: str, body_en: str, by: Any, at: datetime) -> Page:
    """Give a page new words. The log keeps those that were there before.

    Raises PermissionDenied, and ValidationError when the title or the text is missing.
    """
    require(rules.may_change_pages(by), _("Bara utlysningsadministratörer ändrar sidornas texter."))
    page = Page.objects.select_for_update(of=("self",), no_key=True).get(pk=page_id)
    words = {"title": title, "body": body, "title_en": title_en, "body_en": body_en}
    before = {name: getattr(page, name) for name, text in words.items() if getattr(page, name) != text}
    if not before:
        return page
    for name in before:
        setattr(page, name, words[name])
    page.changed_at = at
    page.full_clean()
    page.save(update_fields=[*before, "changed_at"])
    portal.audit.actions.record(page, "page_changed", by=by, at=at, before=before)
    return page
