from django.db import migrations

from portal.audit.append_only import RefuseChanges


class Migration(migrations.Migration):
    """A proposal is what the decision maker saw, and a decision is what was decided: neither is ever rewritten."""

    dependencies = [("decisions", "0001_initial"), ("audit", "0002_append_only")]

    operations = [
        RefuseChanges("Proposal", may_change=["state", "sent_back_by", "sent_back_at", "sent_back_comment"]),
        RefuseChanges("ProposedAmount"),
        RefuseChanges("Decision", may_change=["is_in_force"]),
        RefuseChanges("GrantedAmount"),
    ]
