"""The pages that are measured, how each is asked for, and what each should cost at most."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from applications.cases.models import Case
from applications.cases.states import Stage
from applications.drafting.queries import drafts_seen_by
from applications.submissions.queries import check_page
from bench.filling import make_drafts
from bench.world import READING_REGION, SENDING_REGION, World
from portal.accounts.models import User

# How many people ask at once over gunicorn.
CONCURRENCY = 4


@dataclass(frozen=True)
class Ask:
    """One request: a GET, or a POST of a form."""

    path: str
    form: dict[str, str] | None = None

    @property
    def method(self) -> str:
        return "GET" if self.form is None else "POST"

    @property
    def body(self) -> bytes:
        return urlencode(self.form).encode() if self.form is not None else b""


@dataclass(frozen=True)
class Goals:
    queries: int
    ratio: float
    kilobytes: int | None = None
    # How much slower with 10,000 cases than with 200, both against their own baseline.
    growth: float = 1.15


@dataclass(frozen=True)
class Page:
    """A page to measure. `asks(world, number)` gives at least so many requests, of which neighbours can go at once."""

    key: str
    title: str
    goals: Goals
    who: Callable[[World], User | None]
    asks: Callable[[World, int], Iterator[Ask]]
    status: int = 200


def _form_page(world: World, number: int) -> Iterator[Ask]:
    (case,) = make_drafts(world, READING_REGION, 1)
    return _again(reverse("drafting:section", args=[case, "project"]), number)


def _save(world: World, number: int) -> Iterator[Ask]:
    """Each request changes one of the twenty answers in a draft of its own, on the version that was saved last."""
    drafts = make_drafts(world, READING_REGION, CONCURRENCY)
    for turn in range(number):
        version, case = divmod(turn, len(drafts))
        form = {"_version": str(version + 1), "_shown": str(version + 1)}
        form["question_1"] = f"{world.answers.answer(turn, 1)} {turn}"
        yield Ask(reverse("drafting:autosave", args=[drafts[case], "project"]), form)


def _submit(world: World, number: int) -> Iterator[Ask]:
    yield from submits(world, make_drafts(world, SENDING_REGION, number))


def submits(world: World, drafts: list[int]) -> Iterator[Ask]:
    """The requests that hand in these drafts, as the page for it would send them."""
    for case in drafts_seen_by(world.sender).filter(pk__in=drafts).order_by("pk"):
        shown = check_page(case)
        form = {"seen_hash": shown.sha256, "seen": shown.seen, "confirmed": "on"}
        yield Ask(reverse("submissions:check", args=[case.pk]), form)


def _start(world: World, number: int) -> Iterator[Ask]:
    return _again(reverse("desk:start"), number)


def _list(world: World, number: int) -> Iterator[Ask]:
    return _again(reverse("desk:region_cases"), number)


def _call(world: World, number: int) -> Iterator[Ask]:
    return _again(reverse("calls:call", args=[world.open.call.slug]), number)


def _work_list(world: World, number: int) -> Iterator[Ask]:
    return _again(reverse("desk:work_list"), number)


def _filtered_list(world: World, number: int) -> Iterator[Ask]:
    """Two regions and a flag: so many of the cases are theirs that the page is full."""
    return _again(f"{reverse('desk:work_list')}?region=20&region=01&flag=message", number)


def _searched_list(world: World, number: int) -> Iterator[Ask]:
    """A word in a few of the cases, but more than a page of them, and one in every case."""
    return _again(f"{reverse('desk:work_list')}?q=dalarna+v%C3%A4gledning", number)


def _sorted_list(world: World, number: int) -> Iterator[Ask]:
    return _again(f"{reverse('desk:work_list')}?order=officer", number)


def _case(world: World, number: int) -> Iterator[Ask]:
    """A case that has been all the way to a proposal, before its officer."""
    case = Case.objects.filter(officer=world.officers[0], stage=Stage.PROPOSED).order_by("pk")[0]
    return _again(reverse("desk:case", args=[case.pk]), number)


def _table(world: World, number: int) -> Iterator[Ask]:
    """All assessments of all calls; six cases of ten have one, so that a hundred rows fill the page at every size."""
    return _again(reverse("reviews:table"), number)


def _again(path: str, number: int) -> Iterator[Ask]:
    return (Ask(path) for _number in range(number))


def _reader(world: World) -> User:
    return world.reader


def _officer(world: World) -> User:
    return world.officers[0]


PAGES = [
    Page("form", "form page (20 fields)", Goals(8, 6, 40), _reader, _form_page),
    Page("autosave", "autosave POST", Goals(10, 3), _reader, _save),
    Page("submit", "submit POST", Goals(20, 6), lambda world: world.sender, _submit, status=302),
    Page("start", "region's start page", Goals(10, 6, 40), _reader, _start),
    Page("list", "region's list", Goals(10, 6, 40), _reader, _list),
    Page("call", "public call page", Goals(4, 4, 40), lambda world: None, _call),
    Page("work_list", "work list (50 rows)", Goals(10, 8, 60, 1.3), _officer, _work_list),
    Page("filter", "work list, filtered", Goals(12, 10, 60, 1.5), _officer, _filtered_list),
    Page("search", "work list, searched", Goals(12, 10, 60, 1.5), _officer, _searched_list),
    Page("sort", "work list, sorted", Goals(12, 10, 60, 1.5), _officer, _sorted_list),
    Page("case", "case page", Goals(15, 8, 50), _officer, _case),
    Page("officer", "officer's start page", Goals(12, 8, 30, 1.5), _officer, _start),
    Page("assessor", "assessor's start page", Goals(12, 8, 30, 1.5), lambda world: world.assessors[0], _start),
    Page("decider", "decision maker's start page", Goals(12, 8, 30, 1.5), lambda world: world.decider, _start),
    Page("table", "assessment table (100 rows)", Goals(12, 12, 80, 1.5), _officer, _table),
]
