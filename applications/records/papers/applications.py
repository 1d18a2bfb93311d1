"""Every version of the application that was handed in."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.records.papers.paper import Original, Paper, PaperFile, Part, Row, Table, Text, facts
from applications.submissions.models import Submission
from applications.submissions.presentation import ShownSection
from applications.submissions.queries import registration_facts, shown_submission


def papers_of(case: Case) -> Iterator[Paper]:
    versions = case.submissions.select_related("form_version", "pdf__case", "pdf__submission", "registration")
    for version in versions.prefetch_related("files").order_by("number"):
        yield _paper(case, version)


def _paper(case: Case, version: Submission) -> Paper:
    key = f"submission:{version.pk}"
    told = facts(
        f"{key}:facts",
        [
            (_("Projektets namn"), version.title),
            (_("Sökande"), f"{case.region.name}, {case.region.org_number}"),
            (_("Kom in"), date_format(localtime(version.arrived_at), "DATETIME_FORMAT")),
            (_("Inlämnad av"), version.submitted_by_name),
            *_registration(version),
            (_("Kvittokod"), version.receipt_code),
        ],
    )
    sections = shown_submission(version, case.call.project_years)
    return Paper(
        key=key,
        kind=_("Ansökan"),
        title=_("Ansökan, version %(number)s") % {"number": version.number},
        at=version.arrived_at,
        parts=(Part(texts=told), *(_part(key, section) for section in sections)),
        files=tuple(PaperFile(str(file.uuid), file.name, file) for file in version.files.all()),
        originals=tuple(_originals(version)),
    )


def _registration(version: Submission) -> list[tuple[str, str]]:
    """How it came, when it was not handed in through the portal."""
    registration = version.registered_as
    if registration is None:
        return []
    told = [(_("Kontaktuppgifter"), registration.contact), (_("Anteckning"), registration.note)]
    return [*registration_facts(version), *told]


def _part(key: str, section: ShownSection) -> Part:
    key = f"{key}:{section.key}"
    texts = [Text(f"{key}:{n}", answer.label, answer.text) for n, answer in enumerate(section.answers) if answer.text]
    for file in section.files:
        words = f"{file.name}: {file.description}" if file.description else file.name
        texts.append(Text(f"file:{file.uuid}", _("Bilaga"), words))
    table = None
    if section.table and section.table.rows:
        rows = [*section.table.rows, *([section.table.sums] if section.table.sums else [])]
        heads = section.table.head
        table = Table(
            heads,
            tuple(
                Row(
                    f"{key}:r{number}",
                    tuple(
                        Text(f"{key}:r{number}:{place}", head, cell.text, cell.is_amount)
                        for place, (head, cell) in enumerate(zip(heads, row, strict=False))
                    ),
                )
                for number, row in enumerate(rows)
            ),
        )
    return Part(section.title, tuple(texts), table)


def _originals(version: Submission) -> Iterator[Original]:
    """The PDF as it was made when it was handed in, and sent with the receipt."""
    pdf = getattr(version, "pdf", None)
    if pdf is not None and pdf.is_made:
        yield Original(pdf.file_name, pdf.pdf, pdf.sha256)
