"""The demonstration's own pages: who one can be, and the mails that would have been sent."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from applications.demo import cast, mailbox
from portal.accounts.access import open_to
from portal.accounts.models import StaffRole
from portal.accounts.rules import anyone
from regions.models import Membership, Region

MAILS_ON_PAGE = 100


@open_to(anyone)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    names = {region.pk: region.name for region in Region.objects.all()}
    staff = [(person, [StaffRole.Role(role).label for role in person.roles]) for person in cast.STAFF]
    members = [
        (person, names[person.region], [Membership.Role(role).label for role in person.roles])
        for person in cast.REGION_PEOPLE
    ]
    return render(request, "demo/people.html", {"staff": staff, "members": members, "password": cast.PASSWORD})


@open_to(anyone)
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/mails.html", {"mails": mailbox.sent_mails(MAILS_ON_PAGE)})


@open_to(anyone)
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    found = mailbox.sent_mail(name)
    if found is None:
        raise Http404
    return render(request, "demo/mail.html", {"mail": found})
