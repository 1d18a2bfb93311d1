"""One page at one size: its queries, its bytes, and its time against the bare view's, in turns."""

import contextlib
import http.client
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from statistics import median

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.baseline import ADDRESS, bare
from bench.pages import CONCURRENCY, Ask, Page
from bench.world import World
from portal.accounts.models import User
from portal.outbox.models import Delivery, Job, Mail

WARM_UPS = 2
# What CaptureQueriesContext notes beside statements: where a transaction begins and ends.
_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK")
_HOST = "localhost"
_TOKEN = "b" * 32


@dataclass(frozen=True)
class Rounds:
    """How often: turns in the test client; turns of batches over gunicorn, and how many requests are in a batch."""

    turns: int = 120
    batches: int = 12
    batch: int = 24
    # Submits need a complete draft each.
    submit_turns: int = 60
    submit_batch: int = 12

    def of(self, page: Page) -> tuple[int, int]:
        return (self.submit_turns, self.submit_batch) if page.key == "submit" else (self.turns, self.batch)


@dataclass(frozen=True)
class Timed:
    """Medians in milliseconds for one request, of the page and of the bare view."""

    page: float
    baseline: float

    @property
    def ratio(self) -> float:
        return self.page / self.baseline


@dataclass(frozen=True)
class Figures:
    """What one page cost with so many cases in the database."""

    page: str
    cases: int
    # Statements, savepoints among them; `transactions` are BEGIN, COMMIT and ROLLBACK, which come beside them.
    queries: int
    transactions: int
    bytes: int
    client: Timed
    gunicorn: Timed


class Visitor:
    """Someone with a browser: signed in or not, in the test client and over HTTP."""

    def __init__(self, user: User | None) -> None:
        self.client = Client(enforce_csrf_checks=True, headers={"host": _HOST})
        if user:
            self.client.force_login(user)
        self.client.cookies[settings.CSRF_COOKIE_NAME] = _TOKEN
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in self.client.cookies.items())
        self.headers = {"Cookie": cookies, "X-CSRFToken": _TOKEN, "Host": _HOST}

    def ask(self, ask: Ask, status: int) -> bytes:
        """Send it through the test client and give the page. Raises RuntimeError for another answer than expected."""
        response = self.client.generic(
            ask.method, ask.path, ask.body, "application/x-www-form-urlencoded", headers={"X-CSRFToken": _TOKEN}
        )
        return _expected(ask, response.status_code, status, response.content)

    def ask_over(self, line: http.client.HTTPConnection, ask: Ask, status: int) -> None:
        """The same over an open connection to gunicorn."""
        form = {"Content-Type": "application/x-www-form-urlencoded"} if ask.form is not None else {}
        line.request(ask.method, ask.path, ask.body or None, {**self.headers, **form})
        response = line.getresponse()
        _expected(ask, response.status, status, response.read())


class BareVisitor(Visitor):
    """One who asks for the bare view, which runs with its own middleware."""

    def __init__(self) -> None:
        super().__init__(None)
        bare(self.client.handler)
        self.headers = {"Host": _HOST}


def _expected(ask: Ask, status: int, expected: int, content: bytes) -> bytes:
    if status != expected:
        raise RuntimeError(f"{ask.method} {ask.path} answered {status}, not {expected}: {content[:3000].decode()}")
    return content


BASELINE = Ask(ADDRESS)


def measure(page: Page, world: World, size: int, rounds: Rounds, gunicorn: tuple[str, int]) -> Figures:
    """Measure `page` with what the database holds now: `size` handed-in cases and what came of measuring."""
    turns, batch = rounds.of(page)
    # Made before the clock starts.
    asks = iter(list(page.asks(world, WARM_UPS + 1 + turns + (1 + rounds.batches) * batch)))
    visitor, bare_visitor = Visitor(page.who(world)), BareVisitor()
    for ask in islice(asks, WARM_UPS):
        visitor.ask(ask, page.status)
        bare_visitor.ask(BASELINE, 200)
    with CaptureQueriesContext(connection) as captured:
        content = visitor.ask(next(asks), page.status)
    queries = statements_in(captured)
    transactions = len(captured) - queries
    in_client = _in_turns(
        [lambda: bare_visitor.ask(BASELINE, 200)] * turns,
        [lambda ask=ask: visitor.ask(ask, page.status) for ask in islice(asks, turns)],
    )
    batches = [list(islice(asks, batch)) for _number in range(1 + rounds.batches)]
    over_gunicorn = _over_gunicorn(
        [lambda: _send(gunicorn, bare_visitor, [BASELINE] * batch, 200)] * len(batches),
        [lambda some=some: _send(gunicorn, visitor, some, page.status) for some in batches],
        batch,
    )
    return Figures(
        page=page.key,
        cases=size,
        queries=queries,
        transactions=transactions,
        bytes=len(content),
        client=in_client,
        gunicorn=over_gunicorn,
    )


def statements_in(captured: CaptureQueriesContext) -> int:
    """How many statements were sent, savepoints among them; BEGIN, COMMIT and ROLLBACK are not counted.

    To be asked before the next request, which empties Django's list.
    """
    return sum(not query["sql"].startswith(_TRANSACTION) for query in captured.captured_queries)


def _in_turns(baseline: list[Callable[[], object]], page: list[Callable[[], object]]) -> Timed:
    """The bare view and the page alternately, so that whatever else the machine does falls on both."""
    baseline_took, page_took = [], []
    for bare_once, page_once in zip(baseline, page, strict=True):
        baseline_took.append(_milliseconds(bare_once))
        page_took.append(_milliseconds(page_once))
    return Timed(page=median(page_took), baseline=median(baseline_took))


def _milliseconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def _over_gunicorn(baseline: list[Callable[[], None]], page: list[Callable[[], None]], batch: int) -> Timed:
    """Batches in turns; the time of a batch divided by its requests. The first of each is a warm-up."""
    baseline[0]()
    page[0]()
    timed = _in_turns(baseline[1:], page[1:])
    return Timed(page=timed.page / batch, baseline=timed.baseline / batch)


def _send(address: tuple[str, int], who: Visitor, asks: list[Ask], status: int) -> None:
    """A batch of requests from four people at once, each over a connection of their own."""

    def of_one(number: int) -> None:
        with contextlib.closing(http.client.HTTPConnection(*address)) as line:
            for ask in asks[number::CONCURRENCY]:
                who.ask_over(line, ask, status)

    with ThreadPoolExecutor(CONCURRENCY) as pool:
        list(pool.map(of_one, range(CONCURRENCY)))


def wait_for_workers(patience: float = 60) -> None:
    """Until the workers have nothing left to do, so that they are not heard in the next measurement.

    Raises RuntimeError when nothing is done for `patience` seconds. What is left tells nothing of that: a job that is
    done may leave several mails, and while a queue of them is worked through there is more left each second.
    """
    done, deadline = None, time.monotonic() + patience
    while left := _number_in(_LEFT):
        before, done = done, _number_in(_DONE)
        if done != before:
            deadline = time.monotonic() + patience
        if time.monotonic() > deadline:
            raise RuntimeError(f"the workers have left {left} jobs and mails for {patience:g} seconds")
        time.sleep(0.2)


_LEFT, _DONE = Q(state__in=[Delivery.State.PENDING, Delivery.State.STARTED]), Q(state=Delivery.State.DONE)


def _number_in(states: Q) -> int:
    return Job.objects.filter(states).count() + Mail.objects.filter(states).count()
