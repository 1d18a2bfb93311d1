"""The way of a letter (delivery ledger): made, signed, told of, handed over, opened, acknowledged; when and by whom."""

from collections.abc import Iterable
from datetime import datetime
from operator import or_

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from applications.letters.channels import name_of
from applications.letters.models import Letter, Mailing
from applications.records.papers.paper import Part, Row, Table, Text, facts
from portal.accounts.models import User
from portal.outbox.models import Mail


def told_of(letters: Iterable[Letter]) -> dict[int, list[Mail]]:
    """The mails that told of each letter, and reminded of it, first to last. One query, or none."""
    keys = {f"{key}:": letter.pk for letter in letters for key in (letter.notice_key, letter.reminder_key)}
    if not keys:
        return {}
    any_of = Q()
    for key in keys:
        any_of = or_(any_of, Q(key__startswith=key))
    found: dict[int, list[Mail]] = {}
    for mail in Mail.objects.filter(any_of).select_related("person").order_by("pk"):
        prefix = ":".join(mail.key.split(":")[:2]) + ":"
        found.setdefault(keys[prefix], []).append(mail)
    return found


def parts_of(key: str, letter: Letter, mails: list[Mail]) -> tuple[Part, ...]:
    """A letter's way as parts of its paper."""
    return (
        Part(_("Brevets väg"), facts(f"{key}:way", _way(letter))),
        Part(_("Överlämnat"), table=_handovers(key, letter)),
        Part(_("Avisering"), table=_mails(key, mails)),
        Part(_("Utskick"), table=_mailings(key, letter)),
    )


def _way(letter: Letter) -> list[tuple[str, str]]:
    return [
        (_("Beställt"), _when(letter.created_at)),
        (_("Gjort och sparat"), _when(letter.made_at)),
        (_("Kontrollsumma (SHA-256)"), letter.sha256),
        (_("Kontrollkod"), letter.code),
        (_("Undertecknat"), _when(letter.signed_at, letter.signed_by_name)),
        (_("Certifikatets kontrollsumma (SHA-256)"), letter.certificate_sha256),
        (_("Lämnat till regionen"), _when(letter.delivered_at)),
        (_("Regionen påmind"), _when(letter.reminded_at)),
        (_("Öppnat av regionen"), _when(letter.first_opened_at, _name(letter.first_opened_by))),
        (_("Regionen har tagit del"), _when(letter.acknowledged_at, _name(letter.acknowledged_by))),
    ]


def _handovers(key: str, letter: Letter) -> Table:
    heads = (_("När"), _("Väg"))
    rows = (
        _row(f"{key}:handover:{one.pk}", heads, _when(one.handed_over_at), str(name_of(one.channel)))
        for one in letter.handovers.all()
    )
    return Table(heads, tuple(rows))


def _mails(key: str, mails: list[Mail]) -> Table:
    heads = (_("När"), _("Till"), _("Ämne"), _("Läge"))
    rows = (
        _row(
            f"{key}:mail:{mail.pk}",
            heads,
            _when(mail.done_at or mail.created_at),
            _name(mail.person),
            mail.subject,
            str(mail.get_state_display()),
        )
        for mail in mails
    )
    return Table(heads, tuple(rows))


def _mailings(key: str, letter: Letter) -> Table:
    heads = (_("Utskick"), _("Startat"), _("Stoppat"), _("Skickat"))
    return Table(heads, tuple(_mailing(f"{key}:mailing:{one.pk}", heads, one) for one in letter.mailings.all()))


def _mailing(key: str, heads: tuple[str, ...], mailing: Mailing) -> Row:
    moments = (mailing.started_at, mailing.stopped_at, mailing.sent_at)
    return _row(key, heads, mailing.title, *map(_when, moments))


def _row(key: str, heads: tuple[str, ...], *words: str) -> Row:
    return Row(
        key, tuple(Text(f"{key}:{n}", head, word) for n, (head, word) in enumerate(zip(heads, words, strict=True)))
    )


def _when(moment: datetime | None, who: str = "") -> str:
    if moment is None:
        return ""
    return ", ".join(filter(None, [date_format(localtime(moment), "SHORT_DATETIME_FORMAT"), who]))


def _name(person: User | None) -> str:
    return str(person) if person else ""
