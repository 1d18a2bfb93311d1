"""Keeping what an assessor has written, field by field, so that two windows don't overwrite each other unseen.

Fields are called as in the form: `points_<key>`, `comment_<key>` and `summary`. Whoever saves says which version of the
assessment they had before them; a field that another window has changed since is a clash.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from applications.calls.models import Criterion
from applications.cases.models import Case
from applications.reviews.models import Assessment, Score

Value = int | str | None


@dataclass(frozen=True)
class Given:
    """What an assessor has given for one criterion."""

    points: int | None = None
    comment: str = ""


class ChangedElsewhere(ValidationError):
    """Fields were changed in another window since: `current` is what stands there now, in `version`."""

    def __init__(self, current: dict[str, Value], version: int, at: datetime) -> None:
        super().__init__(
            _(
                "Du har ändrat i bedömningen i ett annat fönster sedan den här sidan öppnades. "
                "Inget är sparat härifrån."
            ),
            code="changed",
        )
        self.current, self.version, self.at = current, version, at


def fields_of(assessment: Assessment) -> dict[str, Value]:
    """What stands in an assessment by field; what is not there has not been given."""
    fields: dict[str, Value] = {"summary": assessment.summary}
    for score in assessment.scores.select_related("criterion"):
        fields[f"points_{score.criterion.key}"] = score.points
        fields[f"comment_{score.criterion.key}"] = score.comment
    return fields


def fields_in(scores: Mapping[str, Given], summary: str) -> dict[str, Value]:
    """A whole form's scores and summary by field."""
    fields: dict[str, Value] = {"summary": summary.strip()}
    for key, given in scores.items():
        fields[f"points_{key}"], fields[f"comment_{key}"] = given.points, given.comment.strip()
    return fields


def keep_fields(
    case: Case, assessment: Assessment, fields: Mapping[str, Value], *, seen_version: int | None, at: datetime
) -> None:
    """Keep some fields of a locked case's assessment. Without `seen_version` nothing is asked of other windows.

    Raises ValidationError: ChangedElsewhere, or for points outside the scale and criteria of another call.
    """
    criteria = {criterion.key: criterion for criterion in case.call.criteria.all()}
    now = fields_of(assessment)
    changed = {name: value for name, value in fields.items() if value != now.get(name, _nothing(name))}
    _check(criteria, fields)
    if seen_version is not None:
        clashing = [name for name in changed if assessment.changed_in.get(name, 0) > seen_version]
        if clashing:
            current = {name: now.get(name, _nothing(name)) for name in clashing}
            raise ChangedElsewhere(current, assessment.version, assessment.saved_at)
    if changed:
        _write(assessment, criteria, now | changed, changed)
    assessment.saved_at = at
    assessment.save(update_fields=["summary", "saved_at", "version", "changed_in"])


def _write(
    assessment: Assessment, criteria: Mapping[str, Criterion], fields: dict[str, Value], changed: Mapping[str, Value]
) -> None:
    keys = {name.partition("_")[2] for name in changed if name != "summary"}
    Score.objects.bulk_create(
        [
            Score(
                assessment=assessment,
                criterion=criteria[key],
                points=fields.get(f"points_{key}"),
                comment=str(fields.get(f"comment_{key}") or ""),
            )
            for key in sorted(keys)
        ],
        update_conflicts=True,
        unique_fields=["assessment", "criterion"],
        update_fields=["points", "comment"],
    )
    assessment.summary = str(fields["summary"])
    assessment.version += 1
    assessment.changed_in = {**assessment.changed_in, **dict.fromkeys(changed, assessment.version)}


def _nothing(name: str) -> Value:
    return None if name.startswith("points_") else ""


def _check(criteria: Mapping[str, Criterion], fields: Mapping[str, Value]) -> None:
    names = [name for name in fields if name != "summary"]
    points = {name.partition("_")[2]: fields.get(f"points_{name.partition('_')[2]}") for name in names}
    check_scale(criteria, {key: Given(value if isinstance(value, int) else None) for key, value in points.items()})


def check_scale(criteria: Mapping[str, Criterion], scores: Mapping[str, Given]) -> None:
    """Points are on their criterion's scale, and the criteria are the call's. Raises ValidationError."""
    if unknown := scores.keys() - criteria.keys():
        raise ValidationError(
            _("Kriterierna har ändrats. Ladda om sidan. Saknas: %(keys)s"),
            code="unknown_criterion",
            params={"keys": ", ".join(sorted(unknown))},
        )
    faults = {
        f"points_{key}": _("Välj 1 till %(highest)s poäng för ”%(criterion)s”.")
        % {"highest": criteria[key].max_score, "criterion": criteria[key].shown_title}
        for key, given in scores.items()
        if given.points is not None and not 1 <= given.points <= criteria[key].max_score
    }
    if faults:
        raise ValidationError(faults)


def check_given(criteria: Mapping[str, Criterion], scores: Mapping[str, Given]) -> None:
    """Every criterion has points and a comment. Raises ValidationError with each that has not."""
    faults: dict[str, str] = {}
    for key, criterion in criteria.items():
        given = scores.get(key, Given())
        if given.points is None:
            faults[f"points_{key}"] = _("Välj poäng för ”%(criterion)s”.") % {"criterion": criterion.shown_title}
        if not given.comment.strip():
            faults[f"comment_{key}"] = _("Skriv varför ”%(criterion)s” får de poängen.") % {
                "criterion": criterion.shown_title
            }
    if faults:
        raise ValidationError(faults)
