"""The whole measurement: fill an empty PostgreSQL, measure at each size, say which goals are met."""

import argparse
import sys
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.cases.models import Case
from bench import exporting, letters, report
from bench.exporting import Exported
from bench.filling import fill_to, make_drafts
from bench.measuring import Figures, Rounds, Visitor, measure, statements_in, wait_for_workers
from bench.pages import PAGES, Page, submits
from bench.serving import portal_running
from bench.solving import slowest_solving
from bench.world import SENDING_REGION, World, build_world

SIZES = [200, 2_000, 10_000]
QUICK_SIZES, QUICK_ROUNDS = [20, 40], Rounds(turns=3, batches=2, batch=4, submit_turns=3, submit_batch=4)


def run() -> int:
    options = _options()
    sizes, rounds = (QUICK_SIZES, QUICK_ROUNDS) if options.quick else (options.sizes, Rounds())
    pages = [page for page in PAGES if not options.pages or page.key in options.pages]
    exports = not options.pages or exporting.KEY in options.pages
    _prepare()
    world = build_world()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, portal_running(Path(folder)) as gunicorn:
        figures, exported = _measure_all(world, pages, sizes, rounds, gunicorn, exports=exports)
        submit_queries = _submit_queries(world)
    # The rest is timed alone, when neither gunicorn nor the workers run beside it.
    found = report.results(
        figures,
        exported,
        rounds,
        answers_to_submit=submit_queries,
        solver_seconds=slowest_solving(),
        letters=_letters(options),
    )
    print(report.table(found))
    if options.to:
        report.write(found, options.to)
    elif not (options.quick or options.pages or options.sizes != SIZES):
        report.write(found, report.RESULTS)
        report.show_in_readme(found)
    return int(options.strict and not all(goal["met"] for goal in found["goals"]))


def _letters(options: argparse.Namespace) -> dict[str, tuple[float, float]]:
    if options.pages and letters.KEY not in options.pages:
        return {}
    return letters.measure(turns=1, batch=2) if options.quick else letters.measure()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few cases and few rounds; the figures mean nothing")
    parser.add_argument(
        "--pages", nargs="*", choices=[*(page.key for page in PAGES), exporting.KEY, letters.KEY], help="only these"
    )
    parser.add_argument("--sizes", nargs="*", type=int, default=SIZES, help="numbers of cases, rising")
    parser.add_argument("--to", type=Path, help="a folder for latest.json and latest.md")
    parser.add_argument("--strict", action="store_true", help="exit code 1 when a goal is missed")
    return parser.parse_args()


def _prepare() -> None:
    """The tables and the static files, as for any installation. Stops at a database that somebody uses."""
    if connection.vendor != "postgresql":
        sys.exit("The bench runs on PostgreSQL: `make bench` starts one.")
    call_command("migrate", verbosity=0)
    if Case.objects.exists():
        sys.exit("The bench fills an empty database, and this one has cases. Nothing was done.")
    call_command("collectstatic", interactive=False, verbosity=0)


def _measure_all(
    world: World, pages: list[Page], sizes: list[int], rounds: Rounds, gunicorn: tuple[str, int], *, exports: bool
) -> tuple[list[Figures], list[Exported]]:
    figures: list[Figures] = []
    exported: list[Exported] = []
    for size in sizes:
        _say(f"{size:,} cases: filling")
        fill_to(world, size)
        for page in pages:
            found = measure(page, world, size, rounds, gunicorn)
            wait_for_workers()
            _say(f"{size:,} cases: {_in_short(found)}")
            figures.append(found)
        for file in exporting.export(world, size) if exports else ():
            _say(f"{size:,} cases: {file.kind}: {file.queries} queries, {file.bytes:,} bytes, {file.seconds:.2f} s")
            exported.append(file)
    return figures, exported


def _submit_queries(world: World) -> dict[int, int]:
    """How many queries a submit takes, by how many answers it has."""
    visitor = Visitor(world.sender)
    found = {}
    for opened in (world.open, world.long):
        warm_up, counted = submits(world, make_drafts(world, SENDING_REGION, 2, opened))
        visitor.ask(warm_up, 302)
        with CaptureQueriesContext(connection) as captured:
            visitor.ask(counted, 302)
        found[len(opened.form.parsed.sections[0].questions)] = statements_in(captured)
    return found


def _in_short(found: Figures) -> str:
    client, served = found.client, found.gunicorn
    return (
        f"{found.page}: {found.queries} queries, {found.bytes:,} bytes, "
        f"{client.page:.1f} ms = {client.ratio:.1f} × {client.baseline:.2f} ms, "
        f"gunicorn {served.page:.1f} ms = {served.ratio:.1f} × {served.baseline:.2f} ms"
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
