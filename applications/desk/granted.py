"""What regions have been granted, as far as they have been told."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from applications.cases.models import Case
from applications.decisions.models import GrantedAmount
from applications.letters.models import Letter


def with_granted(cases: QuerySet[Case]) -> QuerySet[Any]:
    """Cases with the kronor `granted` by the newest decision that the region has its letter of.

    None where no such letter grants anything. A decision that is held, or whose letter is on its way, is not asked for.
    """
    newest = Letter.objects.delivered().filter(decision__case=OuterRef(OuterRef("pk"))).order_by("-pk")
    amounts = GrantedAmount.objects.filter(decision=Subquery(newest.values("decision")[:1]))
    total = amounts.order_by().values("decision").annotate(total=Sum("amount")).values("total")
    return cases.annotate(granted=Subquery(total))
