from typing import Any

from django.core.management.base import BaseCommand

from applications.cases.models import Case
from applications.cases.states import MOVES, Stage


def drawing() -> str:
    """The stages of a case and the moves between them, as a Mermaid diagram."""
    first = Stage(Case._meta.get_field("stage").get_default())
    lines = ["stateDiagram-v2", *(f"    {stage.value}: {stage.value} ({stage.label})" for stage in Stage)]
    lines.append(f"    [*] --> {first.value}")
    for stage in Stage:
        lines += [f"    {stage.value} --> {to.value}" for to in Stage if to in MOVES[stage]]
        if not MOVES[stage]:
            lines.append(f"    {stage.value} --> [*]")
    return "\n".join(lines)


class Command(BaseCommand):
    help = "Draws the stages of a case, as docs/architecture.md shows them."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(drawing())
