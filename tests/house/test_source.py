"""What the source itself must keep to, read as text and as syntax."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from portal.celery import app as celery

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("applications", "portal", "regions")
JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "shared", "core", "base"}
LONGEST_FILE = 400
ORM_WRITES = {"save", "delete", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "locked"}


def our_files(*folders: str) -> list[Path]:
    found = [path for folder in folders or PACKAGES for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path.relative_to(ROOT) for path in found if "migrations" not in path.parts]


def calls_and_assignments(path: Path) -> Iterator[ast.AST]:
    yield from ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))


def assigns_stage(node: ast.AST) -> bool:
    """Whether the syntax gives a stage to something: `x.stage = …`, `update(stage=…)`, `setattr(x, "stage", …)`."""
    match node:
        case ast.Assign(targets=targets):
            return any(isinstance(target, ast.Attribute) and target.attr == "stage" for target in targets)
        case ast.AugAssign(target=ast.Attribute(attr="stage")) | ast.AnnAssign(target=ast.Attribute(attr="stage")):
            return True
        case ast.Call(
            func=ast.Attribute(attr="update" | "create" | "update_or_create" | "get_or_create"), keywords=words
        ):
            return any(word.arg == "stage" for word in words)
        case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value="stage"), *_]):
            return True
    return False


def test_only_the_actions_of_cases_assign_a_stage():
    assigning = {str(path) for path in our_files() for node in calls_and_assignments(path) if assigns_stage(node)}

    assert assigning == {"applications/cases/actions/registering.py", "applications/cases/actions/stages.py"}


def test_views_write_nothing_themselves():
    """They call an action, which checks its rule, locks, and records what it did."""
    writing = [
        f"{path}: .{node.func.attr}()"
        for path in our_files()
        if path.stem == "views" or "views" in path.parts
        for node in calls_and_assignments(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ORM_WRITES
    ]

    assert writing == []


def our_tasks() -> dict[str, Any]:
    """What a worker of ours knows when it has started, by name."""
    celery.loader.import_default_modules()
    packages = tuple(f"{package}." for package in PACKAGES)
    return {name: task for name, task in celery.tasks.items() if task.__module__.startswith(packages)}


def test_tasks_take_ids_only():
    taking_more = [
        f"{name}({parameter})"
        for name, task in our_tasks().items()
        for parameter in inspect.signature(task.run).parameters.values()
        if parameter.annotation is not int
    ]

    assert taking_more == []


def test_tasks_of_ours_are_known_to_the_worker():
    assert {"outbox.deliver_mail", "outbox.run_job", "outbox.relay"} <= set(our_tasks())


def test_every_setting_is_in_the_docs():
    source = "".join((ROOT / "portal" / name).read_text(encoding="utf-8") for name in ("settings.py", "logs.py"))
    names = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', source))
    docs = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    assert names
    assert sorted(name for name in names if f"`{name}`" not in docs) == []


def test_docs_name_no_setting_that_is_gone():
    source = (ROOT / "portal" / "settings.py").read_text(encoding="utf-8")
    docs = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `([A-Z_]+)`", docs, re.MULTILINE)

    assert sorted(name for name in table if f'"{name}"' not in source) == []


def test_no_file_is_a_junk_drawer():
    assert [str(path) for path in our_files(*PACKAGES, "tests") if JUNK_DRAWERS & {*path.parts, path.stem}] == []


def test_no_file_is_too_long_to_read():
    lengths = {str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in our_files()}

    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}
