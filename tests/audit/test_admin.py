"""The log in Django admin: of what is looked after there. A case's log is read on its page, by who may see the case."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from portal.audit.actions import record
from portal.audit.models import AuditEntry
from tests.factories.accounts import staff
from tests.factories.calls import call
from tests.factories.cases import draft_case

AT = datetime(2022, 6, 1, 10, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_log_in_admin_leaves_out_cases(client):
    case = draft_case()
    record(case, "conflict_declared", by=case.created_by, at=AT, statement="Min syster leder projektet.")
    record(call(), "call_published", by=case.created_by, at=AT)
    client.force_login(staff("call_administrator"))

    page = client.get(reverse("admin:audit_auditentry_changelist")).text
    entry = AuditEntry.objects.get(event="conflict_declared")
    answer = client.get(reverse("admin:audit_auditentry_change", args=[entry.pk]), follow=True)

    assert "call_published" in page
    assert "conflict_declared" not in page
    assert "Min syster" not in answer.text
