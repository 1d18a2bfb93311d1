"""Search among cases: what a case is found by, and which cases have the words that somebody typed.

On PostgreSQL words are compared by their Swedish stems, and the beginning of a word is enough: "validera" finds
"valideringen". On SQLite a word is looked for as it stands.
"""

import re
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from applications.cases.models import Case, CaseText

# A search takes so many words; what comes after them is not looked for.
MOST_WORDS = 8
# PostgreSQL keeps at most a megabyte of words for a row. No application is near it, and one that is must come in.
MOST_CHARACTERS = 200_000
_WORD = re.compile(r"\w+")

# A search for nothing but words such as "och" filters nothing: PostgreSQL leaves them out, and has no word then.
_FOUND = """
    SELECT case_id FROM cases_casetext
    WHERE numnode(to_tsquery('swedish', %s)) = 0 OR {column} @@ to_tsquery('swedish', %s)
"""
_IN_NAMES, _IN_ALL = _FOUND.format(column="names_document"), _FOUND.format(column="document")


def names_of(case: Case) -> str:
    """What lists name a case by, in small letters. Its number also without its year and zeros: 2022-000131 is 131."""
    number = case.registry_number or ""
    runs = re.findall(r"\d+", number)
    return "\n".join([case.title, case.region.name, number, *runs, *(run.lstrip("0") for run in runs)]).lower()


def text_of(case: Case, answers: str) -> str:
    """All that a case is found by, in small letters: its names and its answers."""
    return f"{names_of(case)}\n{answers.lower()}"[:MOST_CHARACTERS]


def words_in(typed: str) -> list[str]:
    return _WORD.findall(typed.lower())[:MOST_WORDS]


def holds_words(typed: str, *, reader: Any) -> Q:
    """A condition on cases: each of the typed words is in the case's names; or in what its application says, in a case
    that is open to `reader` as staff. True of every case when no word was typed.

    Before somebody has declared themselves in a case, lists name it to them, and a search must not tell what is in it.
    """
    words = words_in(typed)
    if not words:
        return Q()
    opened = Case.objects.visible_to_staff(reader)
    if connection.vendor == "postgresql":
        return Q(pk__in=_by_stems(_IN_NAMES, words)) | Q(
            pk__in=opened.filter(pk__in=_by_stems(_IN_ALL, words)).values("pk")
        )
    named = told = CaseText.objects.all()
    for word in words:
        named, told = named.filter(names__contains=word), told.filter(text__contains=word)
    return Q(pk__in=named.values("case")) | Q(pk__in=opened.filter(pk__in=told.values("case")).values("pk"))


def _by_stems(sql: str, words: list[str]) -> Any:
    """The keys of the cases that have all the words. A word is letters and digits alone, so that it needs no quotes."""
    typed = " & ".join(f"{word}:*" for word in words)
    return RawSQL(sql, [typed, typed])  # noqa: S611 - the words are a parameter
