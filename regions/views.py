"""A region's own pages: its people and their roles; and the switch of region in the header."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import regions.actions
import regions.queries
from portal.accounts.access import open_to, require
from portal.accounts.models import User
from regions.context import SESSION_KEY, shown_region
from regions.forms import InviteForm, RolesForm, SuccessorForm
from regions.models import Membership, Region
from regions.queries import Member
from regions.rules import ROLE_ABILITIES, acts_for_a_region, coordinates, coordinates_a_region, region_codes_of


@open_to(acts_for_a_region)
@require_safe
def region(request: HttpRequest) -> HttpResponse:
    """Who acts for the region that the person acts for now, who is invited, and what each role may do."""
    acting = _region(request)
    people = regions.queries.members_of(acting)
    context = {
        "members": [member for member in people if not member.is_invited],
        "invited": [member for member in people if member.is_invited],
        "roles": Membership.Role,
        "abilities": ROLE_ABILITIES,
        "may_choose": coordinates(request.user, acting),
        "now": timezone.now(),
    }
    return render(request, "regions/region.html", context)


@open_to(coordinates_a_region)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody to work for the region."""
    acting = _own_region(request)
    form = InviteForm(request.POST if request.method == "POST" else None, initial={"roles": [Membership.Role.EDITOR]})
    if form.is_valid():
        try:
            person = regions.actions.invite_to_region(
                region=acting, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            _show_in(form, error)
        else:
            messages.success(request, _invited(person))
            return redirect("regions:region")
    return _page(request, "regions/invite.html", {"form": form}, acting)


def _invited(person: User) -> str:
    if person.is_active:
        return _("%(name)s kunde redan logga in, arbetar nu för er och har fått ett mejl om det.") % {"name": person}
    return _("En inbjudan skickas till %(email)s.") % {"email": person.email}


@open_to(coordinates_a_region)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """What one of the region's people may do, and the form to change it."""
    acting, member = _own_region(request), _member(request, person_id)
    form = RolesForm(request.POST if request.method == "POST" else None, initial={"roles": sorted(member.roles)})
    if form.is_valid():
        try:
            regions.actions.set_member_roles(
                region=acting, person_id=person_id, roles=form.cleaned_data["roles"], by=request.user, at=timezone.now()
            )
        except User.DoesNotExist as gone:
            raise Http404 from gone
        except ValidationError as error:
            _show_in(form, error)
        else:
            messages.success(request, _("Rollerna för %(name)s är sparade.") % {"name": member.person})
            return redirect("regions:region")
    context = {"form": form, "member": member, "leaving": regions.queries.before_leaving(acting, member.person)}
    return _page(request, "regions/person.html", context, acting)


@open_to(coordinates_a_region)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, person_id: int) -> HttpResponse:
    """What removing a person means, what waits for them and who takes it over; and then it is done."""
    acting, member = _own_region(request), _member(request, person_id)
    leaving = regions.queries.before_leaving(acting, member.person)
    form = SuccessorForm(request.POST if request.method == "POST" else None, successors=leaving.successors)
    if form.is_valid():
        try:
            removed = regions.actions.remove_person(
                region=acting, person_id=person_id, successor_id=_chosen(form), by=request.user, at=timezone.now()
            )
        except User.DoesNotExist as gone:
            raise Http404 from gone
        except ValidationError as error:
            _show_in(form, error)
        else:
            messages.success(request, _("%(name)s arbetar inte längre för er.") % {"name": removed})
            return redirect("desk:start" if removed == request.user else "regions:region")
    return _page(request, "regions/remove.html", {"form": form, "member": member, "leaving": leaving}, acting)


@open_to(acts_for_a_region)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """What it means to leave the region, what waits and who takes it over; and then it is done."""
    acting = _region(request)
    leaving = regions.queries.before_leaving(acting, request.user)
    form = SuccessorForm(request.POST if request.method == "POST" else None, successors=leaving.successors)
    if form.is_valid():
        try:
            regions.actions.leave_region(region=acting, successor_id=_chosen(form), by=request.user, at=timezone.now())
        except User.DoesNotExist:
            # Somebody removed them in the same moment: it is as they wanted.
            return redirect("desk:start")
        except ValidationError as error:
            _show_in(form, error)
        else:
            messages.success(request, _("Du arbetar inte längre för %(region)s.") % {"region": acting})
            return redirect("desk:start")
    return _page(request, "regions/leave.html", {"form": form, "leaving": leaving}, acting)


@open_to(coordinates_a_region)
@require_POST
def invite_again(request: HttpRequest, person_id: int) -> HttpResponse:
    """Send an invitation that was not taken once more, with a new link."""
    return _with_invitation(
        request, person_id, regions.actions.invite_again, _("En ny inbjudan skickas till %(name)s.")
    )


@open_to(coordinates_a_region)
@require_POST
def take_back(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take back an invitation that was not taken."""
    done = _("Inbjudan till %(name)s är tillbakatagen, och länken i mejlet fungerar inte längre.")
    return _with_invitation(request, person_id, regions.actions.take_back_invitation, done)


def _with_invitation(request: HttpRequest, person_id: int, action: Any, done: str) -> HttpResponse:
    acting, member = _own_region(request), _member(request, person_id)
    try:
        action(region=acting, person_id=person_id, by=request.user, at=timezone.now())
    except User.DoesNotExist as gone:
        raise Http404 from gone
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done % {"name": member.person})
    return redirect("regions:region")


@open_to(coordinates_a_region)
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """What was done with the region's people."""
    acting = _own_region(request)
    page, lines = regions.queries.history_page(acting, request.GET.get("page", ""))
    return render(request, "regions/history.html", {"page": page, "entries": lines})


@open_to(acts_for_a_region)
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act for another of one's regions. Leads to the start page: the page before belongs to the other region."""
    code = request.POST.get("region", "")
    if code not in region_codes_of(request.user):
        raise Http404
    request.session[SESSION_KEY] = code
    return redirect("desk:start")


def _region(request: HttpRequest) -> Region:
    shown = shown_region(request)
    if shown is None:
        raise Http404
    return shown


def _own_region(request: HttpRequest) -> Region:
    """The region that the page is about, if the person coordinates it. Raises PermissionDenied."""
    shown = _region(request)
    require(
        coordinates(request.user, shown),
        _("Bara den som samordnar personerna i %(region)s kan göra det här.") % {"region": shown},
    )
    return shown


def _member(request: HttpRequest, person_id: int) -> Member:
    member = regions.queries.member_of(_region(request), person_id)
    if member is None:
        raise Http404
    return member


def _chosen(form: Form) -> int | None:
    successor = form.cleaned_data["successor"]
    return successor.pk if successor else None


def _show_in(form: Form, error: ValidationError) -> None:
    """An action's refusal beside the fields that the form has, and the rest at its top."""
    for field, errors in (error.error_dict if hasattr(error, "error_dict") else {"": [error]}).items():
        form.add_error(field if field in form.fields else None, errors)


def _page(request: HttpRequest, template: str, context: dict[str, Any], shown: Region) -> HttpResponse:
    status = 422 if context["form"].is_bound else 200
    return render(request, template, {"region": shown, **context}, status=status)
