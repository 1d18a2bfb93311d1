"""Internal notes (tjänsteanteckningar)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from applications.cases.models import Case
from applications.records.papers.paper import Paper, Part, facts
from applications.reviews.models import Note


def papers_of(case: Case) -> Iterator[Paper]:
    for note in Note.objects.filter(case=case).select_related("written_by").order_by("pk"):
        key = f"note:{note.pk}"
        told = [(_("Skriven av"), str(note.written_by)), (_("Anteckning"), note.text)]
        yield Paper(
            key=key,
            kind=_("Anteckning"),
            title=_("Tjänsteanteckning"),
            at=note.written_at,
            parts=(Part(texts=facts(key, told)),),
            is_working_paper=True,
        )
