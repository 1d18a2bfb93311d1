"""What was measured, judged against the goals: as a table, as JSON and as the README's table."""

import json
import os
import platform
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.utils import timezone

from bench import exporting, solving
from bench.exporting import Exported
from bench.measuring import Figures, Rounds
from bench.pages import CONCURRENCY, PAGES, Page

RESULTS = Path(__file__).parent / "results"
README = Path(settings.BASE_DIR) / "README.md"
BEGIN, END = "<!-- bench: written by make bench -->\n", "<!-- /bench -->\n"


@dataclass(frozen=True)
class Goal:
    """One thing that was asked for, and what came of it."""

    name: str
    value: float
    goal: float
    met: bool


def goals_of(figures: list[Figures], exported: list[Exported]) -> list[Goal]:
    """Every goal of every measured page, at the size where it came out worst; and of files with so many rows."""
    pages = [
        goal
        for page in PAGES
        if (found := sorted((each for each in figures if each.page == page.key), key=lambda each: each.cases))
        for goal in _goals_of(page, found)
    ]
    files = [
        _goal(f"{file.kind} of {file.rows:,} rows: seconds", round(file.seconds, 2), exporting.GOALS[file.rows])
        for file in exported
        if file.rows in exporting.GOALS
    ]
    return pages + files


def _goals_of(page: Page, found: list[Figures]) -> Iterator[Goal]:
    asked = page.goals
    yield _goal(f"{page.title}: queries", max(each.queries for each in found), asked.queries)
    if asked.kilobytes:
        yield _goal(f"{page.title}: KB", round(max(each.bytes for each in found) / 1000, 1), asked.kilobytes)
    ratio = f"{page.title}: × baseline"
    yield _goal(ratio, round(max(each.client.ratio for each in found), 2), asked.ratio)
    yield _goal(f"{ratio}, gunicorn", round(max(each.gunicorn.ratio for each in found), 2), asked.ratio)
    if len(found) > 1:
        name = f"{page.title}: {found[-1].cases:,} cases × {found[0].cases:,} cases"
        yield _goal(name, round(growth(found), 2), asked.growth)


def growth(found: list[Figures]) -> float:
    """The page's time with most cases against its time with fewest, each measured in the bare view's time there."""
    return found[-1].client.ratio / found[0].client.ratio


def _goal(name: str, value: float, goal: float) -> Goal:
    return Goal(name, value, goal, value <= goal)


def results(
    figures: list[Figures],
    exported: list[Exported],
    rounds: Rounds,
    *,
    answers_to_submit: dict[int, int],
    solver_seconds: float,
    letters: dict[str, tuple[float, float]],
) -> dict[str, Any]:
    """All that latest.json holds."""
    return {
        "goals": [
            *(asdict(goal) for goal in goals_of(figures, exported)),
            asdict(_goal(solving.TITLE, round(solver_seconds, 2), solving.GOAL_SECONDS)),
            *(asdict(_goal(name, round(value, 2), round(goal, 2))) for name, (value, goal) in letters.items()),
        ],
        "pages": [_as_json(each) for each in figures],
        "exports": [asdict(each) for each in exported],
        "submit_queries_by_answers": {str(answers): queries for answers, queries in answers_to_submit.items()},
        "rounds": asdict(rounds),
        "concurrency": CONCURRENCY,
        "measured_at": timezone.now().isoformat(timespec="seconds"),
        "commit": _commit(),
        "machine": _machine(),
        "versions": _versions(),
    }


def _as_json(each: Figures) -> dict[str, Any]:
    return asdict(each) | {"client": _timed(each.client), "gunicorn": _timed(each.gunicorn)}


def _timed(timed: Any) -> dict[str, float]:
    return {"page_ms": round(timed.page, 2), "baseline_ms": round(timed.baseline, 2), "ratio": round(timed.ratio, 2)}


def _commit() -> str:
    def git(*arguments: str) -> str:
        told = subprocess.run(["git", *arguments], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
        return told.stdout.strip()

    return git("rev-parse", "--short", "HEAD") + (" with changes" if git("status", "--porcelain", "-uno") else "")


def _machine() -> dict[str, Any]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 10**9
    model = [line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")]
    return {
        "cores": os.cpu_count(),
        "processor": model[0] if model else platform.machine(),
        "memory_gb": memory,
        "system": f"{platform.system()} {platform.release()}",
        "load_before": round(os.getloadavg()[2], 1),
    }


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


def _versions() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (postgresql,) = cursor.fetchone()
    return {
        "python": platform.python_version(),
        "django": django.get_version(),
        "postgresql": postgresql.split()[0],
        "gunicorn": version("gunicorn"),
        "celery": version("celery"),
    }


def markdown(found: dict[str, Any]) -> str:
    """The README's table and what it was measured on, from latest.json alone."""
    lines = ["| | goal | measured | |", "| --- | ---: | ---: | --- |"]
    lines += [
        f"| {goal['name']} | ≤ {goal['goal']:g} | {goal['value']:g} | {'met' if goal['met'] else '**missed**'} |"
        for goal in found["goals"]
    ]
    sizes = sorted({page["cases"] for page in found["pages"]})
    machine, versions = found["machine"], found["versions"]
    by_answers = found["submit_queries_by_answers"]
    said = ", ".join(f"{queries} with {answers} answers" for answers, queries in by_answers.items())
    lines += [
        "",
        f"With {', '.join(f'{size:,}' for size in sizes)} cases, each goal where it came out worst. "
        f"Queries of a submit: {said}. "
        f"Measured {found['measured_at'][:10]} on {machine['cores']} cores ({machine['processor']}), "
        f"PostgreSQL {versions['postgresql']}, Python {versions['python']}, Django {versions['django']}, "
        f"at commit {found['commit']}.",
    ]
    return "\n".join(lines) + "\n"


def table(found: dict[str, Any]) -> str:
    """The goals for a terminal."""
    width = max(len(goal["name"]) for goal in found["goals"])
    return "\n".join(
        f"{'met   ' if goal['met'] else 'MISSED'}  {goal['name']:<{width}}  {goal['value']:>8g}  goal {goal['goal']:g}"
        for goal in found["goals"]
    )


def write(found: dict[str, Any], folder: Path) -> None:
    """latest.json and latest.md in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "latest.json").write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    (folder / "latest.md").write_text(markdown(found), encoding="utf-8")


def show_in_readme(found: dict[str, Any]) -> None:
    """Put the table between the README's marks."""
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _old, after = rest.split(END)
    README.write_text(f"{before}{BEGIN}{markdown(found)}{END}{after}", encoding="utf-8")
