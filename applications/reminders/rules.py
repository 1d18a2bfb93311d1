"""Who may see what is planned and sent."""

from portal.accounts.rules import handles_cases, is_call_administrator

may_see_plan = handles_cases | is_call_administrator
