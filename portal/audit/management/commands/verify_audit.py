"""manage.py verify_audit [SUBJECT]: is the log whole? Exit code 1 and a plain list when it is not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit.queries import faults
from portal.audit.verification import FaultKind, Tally

WORDS = {
    FaultKind.CHANGED: gettext_lazy("händelse %(sequence)d är ändrad"),
    FaultKind.MISSING: gettext_lazy("händelse %(sequence)d saknas"),
    FaultKind.CUT_OFF: gettext_lazy("slutet är avskuret, från händelse %(sequence)d"),
    FaultKind.DETAILS_CHANGED: gettext_lazy("uppgifterna till händelse %(sequence)d är ändrade"),
    FaultKind.MARK_DIFFERS: gettext_lazy("kedjan slutar med händelse %(sequence)d, men det stämmer inte med föremålet"),
    FaultKind.SUBJECT_GONE: gettext_lazy("raden som kedjan hör till är borta"),
    FaultKind.SUBJECT_UNKNOWN: gettext_lazy("kedjan hör inte till något som portalen loggar"),
}


class Command(BaseCommand):
    help = "Checks that the audit log is whole: nothing changed, left out or cut off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("subject", nargs="?", default="", help="one chain only, for example cases.case:17")

    def handle(self, *args: Any, **options: Any) -> None:
        tally, number = Tally(), 0
        for fault in faults(tally, options["subject"]):
            number += 1
            self.stdout.write(f"{fault.subject}: {WORDS[fault.kind] % {'sequence': fault.sequence}}")
        counted = {"chains": tally.chains, "entries": tally.entries, "disposed": tally.disposed, "faults": number}
        if number:
            raise CommandError(
                _("Loggen är inte hel. Fel: %(faults)d. Händelser: %(entries)d. Kedjor: %(chains)d.") % counted
            )
        if options["subject"] and not tally.entries:
            raise CommandError(_("Det finns ingen logg för %(subject)s.") % options)
        self.stdout.write(
            _("Loggen är hel. Händelser: %(entries)d. Kedjor: %(chains)d. Gallrade uppgifter: %(disposed)d.") % counted
        )
