from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

import portal.accounts.actions
from portal.accounts.models import StaffRole


class Command(BaseCommand):
    help = "Invites a call administrator, who can then invite everybody else. Meant for the first one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="as colleagues will see it; the address when left out")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        try:
            invitation = portal.accounts.actions.invite_person(
                email=email,
                name=name or email.partition("@")[0],
                roles=[StaffRole.Role.CALL_ADMINISTRATOR],
                by=None,
                at=timezone.now(),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"An invitation is queued to {invitation.person.email}.")
        self.stdout.write("The same link, for when mail does not work yet; it lets one person in, once:")
        self.stdout.write(invitation.link)
