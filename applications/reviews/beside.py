"""What of an application each criterion judges, to be read beside it. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from applications.calls.models import Criterion
from applications.submissions.presentation import ShownSection


def judged_by(criterion: Criterion, sections: Iterable[ShownSection]) -> list[ShownSection]:
    """The sections that hold what the criterion judges, each cut down to the answers in question, in its own order."""
    by_key = {section.key: section for section in sections}
    found: dict[str, ShownSection] = {}
    for name in criterion.judged:
        key, _dot, question = name.partition(".")
        section = by_key.get(key)
        if section is None:
            continue
        if not question:
            found[key] = section
            continue
        answers = tuple(answer for answer in section.answers if answer.key == question)
        before = found.get(key, replace(section, answers=(), table=None, files=()))
        found[key] = replace(before, answers=before.answers + answers)
    return list(found.values())
