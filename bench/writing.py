"""What people write in the bench's cases: a form with 20 questions, and answers to it. The same on every run."""

import json
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from applications.calls.shipped import DATA

SHORTEST, LONGEST = 500, 3000
QUESTIONS = 20
_WORDS = (
    "validering", "regionen", "kompetens", "arbetslivet", "branscher", "vägledning", "kommuner", "länet",
    "utbildning", "arbetsgivare", "stöd", "vuxna", "samverkan", "yrken", "struktur", "behov", "och", "för", "att",
    "som", "med", "den", "i", "av", "till", "är", "ska", "vi", "kan", "fler", "får", "där", "deras", "genom", "från",
    "redan", "tillsammans", "erfarenhet", "kunskaper", "bedömning", "hållbar", "ordning", "väg", "in", "nya",
    "arbetssätt", "projektet", "målet", "resultat",
)  # fmt: skip


def form_definition(questions: int = QUESTIONS) -> dict[str, Any]:
    """The shipped call's form with its long questions in one section, as many as asked for, and its tables after."""
    shipped = json.loads((DATA / "2022" / "form.json").read_text(encoding="utf-8"))["sections"]
    long = [q for section in shipped for q in section.get("questions", []) if q["type"] == "long_text"]
    asked = [
        {**long[number % len(long)], "key": f"question_{number + 1}", "max_length": LONGEST}
        for number in range(questions)
    ]
    project = {**shipped[0], "questions": asked}
    return {"sections": [project, *(section for section in shipped if section["kind"] != "questions")]}


def sentences(random: Random, length: int) -> str:
    """Made-up Swedish of exactly so many characters."""
    parts: list[str] = []
    written = 0
    while written < length:
        words = " ".join(random.choices(_WORDS, k=random.randint(8, 18)))
        parts.append(f"{words[0].upper()}{words[1:]}.")
        written += len(parts[-1]) + 1
    return " ".join(parts)[: length - 1] + "."


@dataclass(frozen=True)
class Answers:
    """A store of texts to pick answers from, with what each says as JSON."""

    texts: list[str]

    @classmethod
    def written(cls, number: int = 600) -> "Answers":
        """Lengths where twice as long is as common as half as long: many short answers, few that fill the field."""
        random = Random("answers")
        lengths = [round(SHORTEST * (LONGEST / SHORTEST) ** random.random()) for _number in range(number)]
        return cls([sentences(random, length) for length in lengths])

    def answer(self, case: int, question: int) -> str:
        return self.texts[(case * 37 + question * 101) % len(self.texts)]


def sections_of(case: int, answers: Answers, first_year: int, questions: int = QUESTIONS) -> dict[str, Any]:
    """All that one case says, complete and in balance."""
    years = [str(first_year + number) for number in range(3)]
    staff = dict.fromkeys(years, 600000 + 1000 * (case % 400))
    start, end = date(first_year + 1, 1, 1).isoformat(), date(first_year + 2, 12, 31).isoformat()
    staff[years[0]] = 0
    costs = {year: kronor + (kronor * 15 + 50) // 100 + (100_000 if kronor else 0) for year, kronor in staff.items()}
    own = {year: cost // 4 for year, cost in costs.items()}
    partners = ("Region Gävleborg", "Region Värmland", "Falu kommun", "Borlänge kommun")
    return {
        "project": {f"question_{number + 1}": answers.answer(case, number) for number in range(questions)},
        "partners": {
            "rows": [
                {
                    "id": f"p{number}",
                    "name": name,
                    "org_number": "232100-0198",
                    "role": "Deltar i arbetet",
                    "share": 90_000,
                }
                for number, name in enumerate(partners)
            ]
        },
        "period": {"start_on": start, "end_on": end},
        "activities": {
            "rows": [
                {
                    "id": f"a{number}",
                    "name": f"Aktivitet {number + 1}",
                    "description": answers.answer(case, 50 + number)[:400],
                    "start_on": start,
                    "end_on": end,
                }
                for number in range(5)
            ]
        },
        "budget": {"amounts": {"staff": staff, "services": {year: 100_000 for year in years if staff[year]}}},
        "funding": {
            "applied": {year: cost - own[year] for year, cost in costs.items()},
            "rows": [{"id": "f1", "name": "Region Dalarna", "kind": "own_cash", "amounts": own}],
        },
    }
