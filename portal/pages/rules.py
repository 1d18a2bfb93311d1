"""Who may change the site's texts."""

import rules

from portal.accounts.rules import is_call_administrator

may_change_pages = is_call_administrator

rules.add_perm("pages", is_call_administrator)
for _permission in ("view_page", "change_page"):
    rules.add_perm(f"pages.{_permission}", is_call_administrator)
