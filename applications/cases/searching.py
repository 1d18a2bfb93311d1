"""Search among cases: what a case is found by, and which cases have the words that somebody typed.

On PostgreSQL words are compared by their Swedish stems, and the beginning of a word is enough: "validera" finds
"valideringen". On SQLite a word is looked for as it stands.
"""

import re
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from psycopg.sql import Literal

from applications.cases.models import Case, CaseText
from portal.prepared import among

# A search takes so many words; what comes after them is not looked for.
MOST_WORDS = 8
# PostgreSQL keeps at most a megabyte of words for a row. No application is near it, and one that is must come in.
MOST_CHARACTERS = 200_000
_WORD = re.compile(r"\w+")

# A search for nothing but words such as "och" filters nothing: PostgreSQL leaves them out, and has no word then.
_FOUND = """
    SELECT case_id FROM cases_casetext
    WHERE numnode(to_tsquery('swedish', {words})) = 0 OR {column} @@ to_tsquery('swedish', {words})
"""


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
    that is open to `reader` as staff. True of every case when no word was typed. One query on PostgreSQL.

    Before somebody has declared themselves in a case, lists name it to them, and a search must not tell what is in it.
    """
    words = words_in(typed)
    if not words:
        return Q()
    by_words = _by_stems if connection.vendor == "postgresql" else _as_they_stand
    told = Case.objects.visible_to_staff(reader).filter(pk__in=by_words(words, "text"))
    found = Q(pk__in=by_words(words, "names")) | Q(pk__in=told.values("pk"))
    if connection.vendor != "postgresql":
        return found
    # Looked for once: what is asked of the cases that were found, such as how many and which first, is asked by keys.
    return Q(pk__in=among(list(Case.objects.filter(found).order_by().values_list("pk", flat=True))))


def _by_stems(words: list[str], where: str) -> Any:
    """The keys of the cases that have all the words.

    They are written into the query: a plan that PostgreSQL makes once for whatever is searched for knows nothing of how
    rare the words are. A word is letters, digits and underscores alone.
    """
    typed = Literal(" & ".join(f"{word}:*" for word in words)).as_string(None)
    column = {"names": "names_document", "text": "document"}[where]
    return RawSQL(_FOUND.format(column=column, words=typed), [])  # noqa: S611 - quoted by psycopg


def _as_they_stand(words: list[str], where: str) -> Any:
    found = CaseText.objects.all()
    for word in words:
        found = found.filter(**{f"{where}__contains": word})
    return found.values("case")
