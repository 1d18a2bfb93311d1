"""What the letter says by which a region's request for a decision is refused. Pure.

It is in Swedish whatever language its reader has chosen (språklagen 10 §), so its words are no gettext texts.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.timezone import localtime

from applications.cases.models import Case
from applications.reviews.models import RequestRefusal
from applications.submissions.codes import check_address
from portal.pdf.text import clean, with_good_breaks

LEGAL_BASIS = "Beslutet är fattat med stöd av 12 § förvaltningslagen (2017:900)."
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class RefusalLetter:
    """The letter as plain texts, ready to be shown. Long texts are paragraphs, one item each."""

    agency: str
    registry_number: str
    decided_on: str
    recipient: tuple[str, ...]
    heading: str
    lede: str
    reasons: tuple[str, ...]
    appeal: tuple[str, ...]
    signed: str
    # By what anyone can check the letter.
    code: str
    legal_basis: str = LEGAL_BASIS

    @property
    def check_address(self) -> str:
        """Where to check the letter, as one types it."""
        return check_address(self.code)


def letter_of(refusal: RequestRefusal, case: Case, *, code: str) -> RefusalLetter:
    """The letter of a refusal, whose request is loaded, in a case that came with its region. Read in Swedish."""
    region, asked_on = case.region, date_format(localtime(refusal.request.arrived_at), "DATE_FORMAT")
    presented = f" Föredragande har varit {refusal.presented_by_name}." if refusal.presented_by_name else ""
    return RefusalLetter(
        agency=settings.AGENCY_NAME,
        registry_number=str(case.registry_number),
        decided_on=date_format(localtime(refusal.refused_at), "DATE_FORMAT"),
        recipient=(region.name, f"Organisationsnummer {region.org_number}", region.seat),
        heading="Beslut: vi avslår er begäran om att ärendet avgörs",
        lede=_line(
            f"Ni begärde den {asked_on} att vi avgör ärendet om er ansökan {case.title}. {settings.AGENCY_NAME} "
            "avslår begäran. Det betyder att ärendet avgörs senare. Här står varför."
        ),
        reasons=_paragraphs(refusal.reasons),
        appeal=_paragraphs(refusal.appeal),
        signed=_line(f"Beslutet har fattats av {refusal.refused_by_name}.{presented}"),
        code=code,
    )


def file_name(case: Case) -> str:
    return f"avslag-pa-begaran-{slugify(str(case.registry_number))}.pdf"


def _line(text: str) -> str:
    return with_good_breaks(" ".join(clean(text).split(" ")).replace("\n", " ").strip())


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in _PARAGRAPH_BREAK.split(with_good_breaks(clean(text))))))
