"""What an officer can pick reasons from in a case: the call's phrases, and the criteria with their scores."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from applications.calls.models import Criterion, Outcome, Phrase
from applications.cases.models import Case
from applications.decisions.models import Proposal
from applications.decisions.reasons import points_in_words
from applications.reviews.standing import StandingScore, standing_scores


@dataclass(frozen=True)
class ReasonChoices:
    """The phrases that may be picked, in order, and each criterion of the call with the score that it has, if any."""

    phrases: tuple[Phrase, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    scores: tuple[StandingScore, ...] = ()

    def score_of(self, criterion: Criterion) -> str:
        """What a criterion has, in words; "" when nobody has given it any points."""
        found = next((each for each in self.scores if each.criterion == criterion), None)
        return points_in_words(found.points, criterion.max_score) if found else ""


def reason_choices(case: Case, outcomes: Iterable[Outcome], also: Collection[int] = ()) -> ReasonChoices:
    """The phrases in use that fit any of `outcomes`, and those of `also` whatever they are. Five queries at most."""
    wanted = set(outcomes)
    phrases = [
        phrase
        for phrase in case.call.phrases.select_related("criterion")
        if phrase.pk in also or (phrase.is_active and wanted.intersection(phrase.fitting))
    ]
    return ReasonChoices(tuple(phrases), tuple(case.call.criteria.all()), tuple(standing_scores(case)))


def picked_before(before: Proposal | None) -> list[int]:
    """The phrases that an earlier proposal began from, which stay to pick also when they are turned off."""
    rows = before.reason_rows.all() if before else ()
    return [row.phrase_id for row in rows if row.phrase_id is not None]


def reasons_to_begin_with(before: Proposal) -> dict[str, Any]:
    """What the form of a proposal begins with, by field, after one that came before it."""
    words: dict[str, Any] = {}
    own = 0
    for row in before.reason_rows.all():
        if row.phrase_id is not None and f"pick_{row.phrase_id}" not in words:
            words |= {f"pick_{row.phrase_id}": True, f"text_{row.phrase_id}": row.text}
            words[f"place_{row.phrase_id}"] = row.position
        elif row.position == 1 and row.criterion_id is None:
            words["reasons"] = row.text
        else:
            words |= {f"own_text_{own}": row.text, f"own_criterion_{own}": row.criterion_id}
            words[f"own_place_{own}"] = row.position
            own += 1
    return words or {"reasons": before.reasons}
