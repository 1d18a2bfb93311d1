"""What people wrote in an application, in one text to be searched. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from applications.drafting.content import DraftContent

# Keys of the form, not words of people.
_NOT_WRITTEN = {"id", "kind"}
_CHOSEN = {"choice", "yes_no"}


def answers_in(content: DraftContent) -> str:
    """Every answer that was typed, in the form's order, and what the attachments are called. Without amounts."""
    parts: list[str] = []
    for section in content.definition.sections:
        chosen = {question.key for question in section.questions if question.type in _CHOSEN}
        parts += _texts(content.section(section.key), without=_NOT_WRITTEN | chosen)
    for file in content.attachments:
        parts += [file.name, file.description]
    return "\n".join(part for part in parts if part)


def _texts(value: Any, *, without: set[str]) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key not in without:
                yield from _texts(item, without=without)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item, without=without)
