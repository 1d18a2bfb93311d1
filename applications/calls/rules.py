"""Who may do what with calls. Each predicate reads as a sentence: `may_administer_calls(user)`."""

import rules

from portal.accounts.rules import is_call_administrator

may_administer_calls = is_call_administrator

# Django admin asks by app label and by permission. A call is never deleted: a draft that nobody sees costs nothing,
# and its log stays whole. Its parts are deleted with the call's own form, and form versions stand as they are.
rules.add_perm("calls", may_administer_calls)
for _model in ("call", "callyear", "criterion", "checklistitem", "reminderstep", "lettertext"):
    for _act in ("view", "add", "change"):
        rules.add_perm(f"calls.{_act}_{_model}", may_administer_calls)
for _model in ("callyear", "criterion", "checklistitem", "reminderstep", "lettertext"):
    rules.add_perm(f"calls.delete_{_model}", may_administer_calls)
