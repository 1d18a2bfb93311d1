"""How a call stood when a case in it was decided."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from applications.cases.models import Case
from applications.decisions import board
from applications.decisions.models import Decision, DecisionBoard
from applications.decisions.rules import ranked_to
from portal.accounts.access import open_to
from portal.accounts.rules import reads_every_case


def _kept(request: HttpRequest, case_id: int) -> tuple[Case, DecisionBoard]:
    case = get_object_or_404(Case.objects.visible_to_staff(request.user).with_names(), pk=case_id)
    decisions = Decision.objects.visible_to(request.user).in_force().filter(case=case)
    kept = DecisionBoard.objects.filter(decision__in=decisions).select_related("board", "decision")
    return case, get_object_or_404(kept)


def _seen(request: HttpRequest, case: Case) -> set[str | None]:
    return set(ranked_to(request.user, case.call).values_list("registry_number", flat=True))


@open_to(reads_every_case)
@require_safe
def decision_board(request: HttpRequest, case_id: int) -> HttpResponse:
    """The ranking, the budgets and the chosen scenario that a decision was made on."""
    case, kept = _kept(request, case_id)
    seen = {number for number in _seen(request, case) if number}
    shown = board.thaw(kept.board.content, kept.committed, number=case.registry_number or "", seen=seen)
    context = {
        "case": case,
        "tab": "decision",
        "kept": kept,
        "shown": shown,
        "is_unchanged": _is_unchanged(kept),
    }
    return render(request, "decisions/board.html", context)


def _is_unchanged(kept: DecisionBoard) -> bool:
    """Whether what is kept still has the hashes that it was kept with."""
    content = board.sha256_of(kept.board.content)
    return content == kept.board.sha256 and kept.sha256 == board.sha256_of_both(content, kept.committed)


@open_to(reads_every_case)
@require_safe
@cache_control(private=True, no_cache=True)
def board_content(request: HttpRequest, case_id: int) -> HttpResponse:
    """The board's text, to the letter as its hash was made of it: for those who may see every case in it."""
    case, kept = _kept(request, case_id)
    seen = {number for number in _seen(request, case) if number}
    if board.thaw(kept.board.content, kept.committed, number="", seen=seen).hidden:
        raise PermissionDenied(_("Filen handlar också om ärenden som du har jäv i. Be en kollega om den."))
    headers = {
        "Content-Disposition": f'attachment; filename="lage-{kept.board.sha256[:12]}.json"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(kept.board.content.encode(), content_type="application/json", headers=headers)
