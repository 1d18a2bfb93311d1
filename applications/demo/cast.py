"""Who and what the demonstration shows: made-up people and projects. No one of them exists."""

from dataclasses import dataclass

PASSWORD = "visa-validering-i-demo"  # noqa: S105 - printed for everyone who starts the demonstration


@dataclass(frozen=True)
class StaffPerson:
    key: str
    name: str
    roles: tuple[str, ...]
    organisation: str = ""

    @property
    def email(self) -> str:
        return f"{self.key}@myndighet.example"


@dataclass(frozen=True)
class RegionPerson:
    key: str
    name: str
    region: str
    roles: tuple[str, ...]

    @property
    def email(self) -> str:
        return f"{self.key}@region.example"


# The first is made by the command `invite_administrator`'s own action, the others are invited by her.
STAFF = (
    StaffPerson("anna.berg", "Anna Berg", ("call_administrator",)),
    StaffPerson("sara.nyberg", "Sara Nyberg", ("case_officer",)),
    StaffPerson("mikael.holm", "Mikael Holm", ("case_officer",)),
    StaffPerson("eva.strand", "Eva Strand", ("decision_maker",)),
    StaffPerson("leila.haddad", "Leila Haddad", ("assessor",), "Myndigheten för yrkeshögskolan"),
    StaffPerson("per.lund", "Per Lund", ("registrar",)),
)

REGION_PEOPLE = (
    RegionPerson("karin.ek", "Karin Ek", "20", ("signatory",)),
    RegionPerson("anders.lind", "Anders Lind", "20", ("editor",)),
    RegionPerson("maria.dahl", "Maria Dahl", "20", ("coordinator",)),
    RegionPerson("lena.svard", "Lena Svärd", "20", ("reader",)),
    RegionPerson("johan.sund", "Johan Sund", "12", ("editor", "signatory", "coordinator")),
    RegionPerson("mona.friberg", "Mona Friberg", "12", ("editor",)),
    RegionPerson("elin.vik", "Elin Vik", "09", ("editor", "signatory", "coordinator")),
    RegionPerson("oskar.fors", "Oskar Fors", "25", ("editor", "signatory", "coordinator")),
    RegionPerson("nils.ahl", "Nils Ahl", "13", ("editor", "signatory", "coordinator")),
    RegionPerson("ida.moberg", "Ida Moberg", "07", ("editor", "signatory", "coordinator")),
    RegionPerson("sofia.brandt", "Sofia Brandt", "03", ("editor", "signatory", "coordinator")),
    RegionPerson("erik.salo", "Erik Salo", "17", ("editor", "signatory", "coordinator")),
    RegionPerson("lena.quist", "Lena Quist", "23", ("editor", "signatory", "coordinator")),
    RegionPerson("hugo.rask", "Hugo Rask", "08", ("editor", "signatory", "coordinator")),
    RegionPerson("amina.said", "Amina Said", "10", ("editor", "signatory", "coordinator")),
    RegionPerson("petra.lundin", "Petra Lundin", "14", ("editor", "signatory", "coordinator")),
    RegionPerson("tove.alm", "Tove Alm", "06", ("editor", "signatory", "coordinator")),
    RegionPerson("jonas.brink", "Jonas Brink", "18", ("editor", "signatory", "coordinator")),
    RegionPerson("rut.hedman", "Rut Hedman", "19", ("editor", "signatory", "coordinator")),
    RegionPerson("viktor.noren", "Viktor Norén", "21", ("editor", "signatory", "coordinator")),
    RegionPerson("asta.sjodin", "Asta Sjödin", "22", ("editor", "signatory", "coordinator")),
    RegionPerson("stina.falk", "Stina Falk", "01", ("editor", "signatory", "coordinator")),
    RegionPerson("olle.strom", "Olle Ström", "04", ("editor", "signatory", "coordinator")),
    RegionPerson("ylva.bergman", "Ylva Bergman", "05", ("editor", "signatory", "coordinator")),
    RegionPerson("tage.lundgren", "Tage Lundgren", "24", ("editor", "signatory", "coordinator")),
)


@dataclass(frozen=True)
class Project:
    """An application and how far it has come. `cost` is what staff cost a full year, in kronor.

    `reached`: empty, half or ready drafts; then submitted, checking, assessing; proposed (a grant), to be heard (a
    rejection), held (a grant that is not told yet); and decided outcomes.
    `then` is what happened after that, by the names in `happenings`; `colleague` another of the region, who takes part.
    """

    writer: str
    name: str
    reached: str
    cost: int
    days_ago: int = 0
    then: tuple[str, ...] = ()
    officer: str = "sara.nyberg"
    colleague: str = ""


PROJECTS = (
    Project("anders.lind", "Validering i hela Dalarna", "ready", 900_000, 4, ("mark ready",)),
    Project("anders.lind", "Branschråd för validering", "half", 500_000, 2, ("write together",), colleague="karin.ek"),
    Project("johan.sund", "Branschvalidering Skåne", "empty", 800_000),
    Project("mona.friberg", "Skånsk vårdvalidering", "ready", 700_000, 5, ("send back",), colleague="johan.sund"),
    Project("nils.ahl", "Kompetens som syns", "submitted", 700_000, 3),
    Project("ida.moberg", "En väg in", "submitted", 600_000, 6, ("reopen",)),
    Project("petra.lundin", "Västsvensk validering", "submitted", 900_000, 7, ("hand in anew", "take", "region asks")),
    Project("sofia.brandt", "Uppsala validerar", "checking", 850_000, 9, ("officer asks",)),
    Project("tove.alm", "Höglandets kompetens", "checking", 500_000, 10, ("await supplement",)),
    Project("jonas.brink", "Rätt kompetens i Örebro", "checking", 650_000, 25, ("miss supplement",), "mikael.holm"),
    Project("rut.hedman", "Mälardalens validering", "checking", 600_000, 14, ("supplement",)),
    Project("viktor.noren", "Kompetenskusten", "checking", 550_000, 11, ("ask for more time",)),
    Project("asta.sjodin", "Validering vid Höga kusten", "checking", 450_000, 13, ("withdraw",)),
    Project("oskar.fors", "Kompetens räknas", "assessing", 950_000, 18, officer="mikael.holm"),
    Project("stina.falk", "Huvudstadens valideringsväg", "assessing", 990_000, 22, ("agree",)),
    Project("erik.salo", "Synliggjord kompetens", "proposed", 750_000, 24),
    Project("olle.strom", "Sörmländska yrkesprov", "to be heard", 500_000, 23),
    Project("ylva.bergman", "Östgötsk kompetenslots", "held", 800_000, 26),
    Project("elin.vik", "Validering på ö", "grant", 400_000, 30, ("read letter",)),
    Project("lena.quist", "Fjällnära validering", "grant_in_part", 650_000, 29),
    Project("hugo.rask", "Yrkeslyftet Kalmar", "reject", 550_000, 31, officer="mikael.holm"),
    Project("amina.said", "Skärgårdens kompetens", "dismiss", 450_000, 27),
    Project("tage.lundgren", "Norrlandsvalidering", "dismiss", 600_000, 32, ("appeal",)),
)


def accounts() -> list[dict[str, str]]:
    """Everyone who can sign in: role, region, e-mail and password."""
    staff = [(person.roles, "", person.email) for person in STAFF]
    members = [(person.roles, person.region, person.email) for person in REGION_PEOPLE]
    return [
        {"role": " + ".join(roles), "region": region, "email": email, "password": PASSWORD}
        for roles, region, email in [*staff, *members]
    ]
