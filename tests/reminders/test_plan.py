"""Which reminders are due: all kinds of calls, people and moments."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applications.calls.deadline import last_day
from applications.reminders.plan import (
    AFTER_CLOSING,
    GRACE,
    STOCKHOLM,
    TOO_LATE_TO_TELL,
    CallFacts,
    Done,
    Due,
    Moment,
    PersonFacts,
    RegionFacts,
    Step,
    at_moment,
    coming,
    due,
    for_region,
    moment_to_act_on,
    planned_moments,
    regions_to_act_on,
)

NINE = time(9)


def stockholm(*when: int) -> datetime:
    """A moment by the clock in Stockholm."""
    return datetime(*when, tzinfo=STOCKHOLM).astimezone(UTC)  # type: ignore[arg-type]


CALL = CallFacts(
    id=1,
    opens_at=stockholm(2022, 5, 23),
    closes_at=stockholm(2022, 9, 10),
    announced_at=stockholm(2022, 5, 1),
    steps=tuple(Step(days, NINE) for days in (30, 14, 7, 3, 1, 0)),
)
DALARNA, GAVLEBORG = RegionFacts("20", drafts=(7,)), RegionFacts("21")
KARIN, OLA = PersonFacts(1, frozenset({"20"})), PersonFacts(2, frozenset({"20", "21"}))
THREE_DAYS = Moment(stockholm(2022, 9, 6, 9))
CLOSING = Moment(CALL.closes_at, AFTER_CLOSING)


def for_all(moments) -> list[Done]:
    """The moments, dealt with for every region."""
    return [Done(moment) for moment in moments]


def due_at(at: datetime, *, call=CALL, regions=(DALARNA, GAVLEBORG), people=(KARIN, OLA), done=(), sent=()):
    return due(call, regions, people, done=for_all(done), sent=sent, at=at)


class TestPlannedMoments:
    def test_days_are_counted_from_the_last_day_at_the_time_in_stockholm(self):
        assert [moment.at for moment in planned_moments(CALL)] == [
            stockholm(2022, 8, 10, 9),
            stockholm(2022, 8, 26, 9),
            stockholm(2022, 9, 2, 9),
            stockholm(2022, 9, 6, 9),
            stockholm(2022, 9, 8, 9),
            stockholm(2022, 9, 9, 9),
            stockholm(2022, 9, 10),
        ]
        assert planned_moments(CALL)[-1] == CLOSING

    def test_a_call_that_closes_in_the_day_has_that_day_as_its_last(self):
        call = replace(CALL, closes_at=stockholm(2022, 9, 9, 15), steps=(Step(0, NINE), Step(1, NINE)))

        assert [moment.at for moment in planned_moments(call)][:2] == [
            stockholm(2022, 9, 8, 9),
            stockholm(2022, 9, 9, 9),
        ]

    def test_a_moment_after_closing_on_the_last_day_is_left_out(self):
        call = replace(CALL, closes_at=stockholm(2022, 9, 9, 15), steps=(Step(0, time(15)), Step(0, time(16))))

        assert planned_moments(call) == (Moment(call.closes_at, AFTER_CLOSING),)

    def test_moments_before_the_call_opens_or_is_published_are_left_out(self):
        short = replace(CALL, opens_at=stockholm(2022, 9, 1))
        late = replace(CALL, announced_at=stockholm(2022, 9, 6, 9, 1))

        assert len(planned_moments(short)) == 4 + 1
        assert len(planned_moments(late)) == 2 + 1

    def test_a_call_that_is_not_published_plans_nothing(self):
        assert planned_moments(replace(CALL, announced_at=None)) == ()

    @pytest.mark.parametrize(
        ("closes_at", "days", "expected"),
        [
            # Summer time ends on 30 October 2022, begins on 27 March 2022: the hour by the wall stays.
            (stockholm(2022, 11, 2), 3, datetime(2022, 10, 29, 7, 0, tzinfo=UTC)),
            (stockholm(2022, 11, 2), 2, datetime(2022, 10, 30, 8, 0, tzinfo=UTC)),
            (stockholm(2022, 3, 29), 2, datetime(2022, 3, 26, 8, 0, tzinfo=UTC)),
            (stockholm(2022, 3, 29), 1, datetime(2022, 3, 27, 7, 0, tzinfo=UTC)),
            # It closes on the very day that the clocks change.
            (stockholm(2022, 10, 31), 0, datetime(2022, 10, 30, 8, 0, tzinfo=UTC)),
        ],
    )
    def test_the_time_of_day_is_the_same_across_a_change_of_clocks(self, closes_at, days, expected):
        call = replace(
            CALL, opens_at=closes_at - timedelta(days=60), closes_at=closes_at, announced_at=closes_at - timedelta(90)
        )

        assert planned_moments(replace(call, steps=(Step(days, NINE),)))[0].at == expected

    def test_a_time_that_the_clocks_skip_or_repeat_comes_once(self):
        spring = replace(
            CALL,
            opens_at=stockholm(2022, 3, 1),
            announced_at=stockholm(2022, 3, 1),
            closes_at=stockholm(2022, 3, 28),
            steps=(Step(0, time(2, 30)), Step(0, time(3, 30))),
        )
        autumn = replace(
            spring, closes_at=stockholm(2022, 10, 31), steps=(Step(0, time(2, 30)),), opens_at=stockholm(2022, 10, 1)
        )

        assert [moment.at for moment in planned_moments(spring)][:-1] == [stockholm(2022, 3, 27, 3, 30)]
        assert [moment.at for moment in planned_moments(autumn)][:-1] == [datetime(2022, 10, 30, 0, 30, tzinfo=UTC)]


class TestWho:
    def test_each_person_gets_one_for_all_their_regions(self):
        assert due_at(THREE_DAYS.at) == (Due(1, THREE_DAYS, 1, ("20",)), Due(1, THREE_DAYS, 2, ("20", "21")))

    def test_a_region_that_submitted_is_left_out(self):
        found = due_at(THREE_DAYS.at, regions=(replace(DALARNA, submitted=True), GAVLEBORG))

        assert found == (Due(1, THREE_DAYS, 2, ("21",)),)

    def test_a_region_that_submitted_one_and_drafts_another_is_told_after_closing_alone(self):
        submitted = RegionFacts("20", submitted=True, drafts=(7,))

        assert due_at(THREE_DAYS.at, regions=(submitted,)) == ()
        assert [one.person_id for one in due_at(CLOSING.at + GRACE, regions=(submitted,))] == [1, 2]

    def test_a_region_that_reopened_and_did_not_submit_again_is_told_after_closing_alone(self):
        reopened = RegionFacts("20", submitted=True, reopened=(7,))

        assert due_at(THREE_DAYS.at, regions=(reopened,)) == ()
        assert [one.person_id for one in due_at(CLOSING.at + GRACE, regions=(reopened,))] == [1, 2]

    def test_a_region_that_may_not_apply_is_left_out(self):
        assert due_at(THREE_DAYS.at, regions=(GAVLEBORG,)) == (Due(1, THREE_DAYS, 2, ("21",)),)

    @pytest.mark.parametrize(("change", "heard"), [({"opted_out": True}, [1, 2]), ({"is_active": False}, [2])])
    def test_who_left_gets_none_and_who_opted_out_has_it_without_a_mail(self, change, heard):
        assert [one.person_id for one in due_at(THREE_DAYS.at, people=(replace(KARIN, **change), OLA))] == heard

    def test_after_closing_only_regions_with_a_draft_are_told(self):
        found = due_at(CLOSING.at + GRACE)

        assert found == (Due(1, CLOSING, 1, ("20",)), Due(1, CLOSING, 2, ("20",)))

    def test_after_closing_who_opted_out_is_told_only_when_nobody_else_in_the_region_is(self):
        deaf = replace(KARIN, opted_out=True)

        assert [one.person_id for one in due_at(CLOSING.at + GRACE, people=(deaf, OLA))] == [2]
        assert [one.person_id for one in due_at(CLOSING.at + GRACE, people=(deaf,))] == [1]

    def test_after_closing_who_left_is_never_told(self):
        gone = replace(KARIN, opted_out=True, is_active=False)

        assert due_at(CLOSING.at + GRACE, people=(gone,)) == ()


class TestWhen:
    def test_nothing_is_due_before_the_first_planned_moment(self):
        first = planned_moments(CALL)[0]

        assert due_at(first.at - timedelta(microseconds=1)) == ()
        assert due_at(first.at)

    def test_a_moment_that_was_done_is_not_due_for_anybody_who_comes_later(self):
        assert due_at(THREE_DAYS.at + timedelta(hours=5), done={THREE_DAYS}) == ()

    def test_a_moment_half_done_is_due_for_the_rest(self):
        found = due_at(THREE_DAYS.at, sent={(1, THREE_DAYS.at)})

        assert [one.person_id for one in found] == [2]

    def test_after_everything_was_down_the_latest_missed_moment_alone_is_made_up_for(self):
        found = due_at(stockholm(2022, 9, 8, 8, 59))

        assert {one.moment for one in found} == {THREE_DAYS}

    def test_nothing_before_closing_is_made_up_for_after_closing(self):
        at = CLOSING.at + GRACE

        assert {one.moment for one in due_at(at)} == {CLOSING}
        assert due_at(CLOSING.at) == ()

    def test_after_closing_there_is_a_time_of_grace_and_an_end(self):
        assert due_at(CLOSING.at + GRACE - timedelta(microseconds=1)) == ()
        assert due_at(CLOSING.at + GRACE)
        assert due_at(CLOSING.at + TOO_LATE_TO_TELL) == ()

    def test_a_plan_changed_meanwhile_never_leads_back(self):
        """The call is extended a week: the seven-day moment is now yesterday, but yesterday's other one was done."""
        extended = replace(CALL, closes_at=CALL.closes_at + timedelta(days=2))
        done = {THREE_DAYS}

        assert moment_to_act_on(extended, done=done, at=stockholm(2022, 9, 6, 12)) is None
        assert moment_to_act_on(extended, done=done, at=stockholm(2022, 9, 8, 9)) == Moment(stockholm(2022, 9, 8, 9))

    def test_a_call_extended_after_it_closed_reminds_again(self):
        extended = replace(CALL, closes_at=CALL.closes_at + timedelta(days=7))

        found = moment_to_act_on(extended, done={CLOSING}, at=stockholm(2022, 9, 13, 9))

        assert found == Moment(stockholm(2022, 9, 13, 9))

    def test_after_closing_nobody_is_told_while_the_calls_grace_lasts(self):
        kind = replace(CALL, grace_minutes=30)

        assert due_at(CLOSING.at + GRACE + timedelta(minutes=29), call=kind) == ()
        assert due_at(CLOSING.at + GRACE + timedelta(minutes=30), call=kind)


class TestARegionWithLongerTime:
    """Gävleborg was given a week more than the others."""

    LATER = replace(GAVLEBORG, drafts=(8,), closes_at=stockholm(2022, 9, 17))
    THEIR_THREE_DAYS = Moment(stockholm(2022, 9, 13, 9))
    THEIR_CLOSING = Moment(stockholm(2022, 9, 17), AFTER_CLOSING)

    def due_at(self, at, done=()):
        return due(CALL, (DALARNA, self.LATER), (KARIN, OLA), done=done, sent=(), at=at)

    def test_it_is_reminded_by_its_own_last_day_and_the_others_by_theirs(self):
        assert self.due_at(THREE_DAYS.at + timedelta(minutes=1))[0] == Due(
            1, Moment(stockholm(2022, 9, 2, 9)), 2, ("21",)
        )
        others = {one.regions for one in self.due_at(THREE_DAYS.at) if one.moment == THREE_DAYS}
        assert others == {("20",)}
        assert self.due_at(self.THEIR_THREE_DAYS.at)[-1] == Due(1, self.THEIR_THREE_DAYS, 2, ("21",))

    def test_it_is_told_after_its_own_closing_and_the_others_after_theirs(self):
        done = [Done(THREE_DAYS), Done(Moment(stockholm(2022, 9, 9, 9)))]

        assert {one.regions for one in self.due_at(CLOSING.at + GRACE, done)} == {("20",)}
        done.append(Done(CLOSING, frozenset({"20"})))
        told = self.due_at(self.THEIR_CLOSING.at + GRACE, done)
        assert told == (Due(1, self.THEIR_CLOSING, 2, ("21",)),)

    def test_what_was_done_before_it_got_longer_is_not_done_again(self):
        """It is extended on what was its last day: what it then should have heard of a week before is in the past."""
        done = [Done(Moment(stockholm(2022, 9, 9, 9)))]

        assert self.due_at(stockholm(2022, 9, 9, 12), done) == ()
        assert self.due_at(self.THEIR_THREE_DAYS.at, done)[-1].moment == self.THEIR_THREE_DAYS

    def test_what_is_done_for_the_others_hides_nothing_from_it(self):
        """Both have a moment at the same time, and a worker that stopped had dealt with the others' alone."""
        shared = Moment(stockholm(2022, 9, 9, 9))
        at = shared.at + timedelta(minutes=1)

        assert regions_to_act_on(CALL, (DALARNA, self.LATER), done=(), at=at) == {shared: frozenset({"20", "21"})}
        assert self.due_at(at, [Done(shared, frozenset({"20"}))]) == (Due(1, shared, 2, ("21",)),)

    def test_one_who_acts_for_both_gets_one_mail_of_a_moment_that_they_share(self):
        call = replace(CALL, steps=(Step(3, NINE), Step(10, NINE)))
        found = due(call, (DALARNA, self.LATER), (OLA,), done=(), sent=(), at=THREE_DAYS.at)

        assert found == (Due(1, THREE_DAYS, 2, ("20", "21")),)

    def test_coming_shows_both_plans(self):
        found = coming(CALL, (DALARNA, self.LATER), (OLA,), done=[Done(THREE_DAYS)], at=CLOSING.at - timedelta(hours=1),
                       until=self.THEIR_CLOSING.at)  # fmt: skip

        assert [(moment, [one.regions for one in everyone]) for moment, everyone in found][1:] == [
            (CLOSING, [("20",)]),
            (Moment(stockholm(2022, 9, 13, 9)), [("21",)]),
            (Moment(stockholm(2022, 9, 15, 9)), [("21",)]),
            (Moment(stockholm(2022, 9, 16, 9)), [("21",)]),
            (self.THEIR_CLOSING, [("21",)]),
        ]


class TestComing:
    def test_coming_holds_every_moment_within_the_time_asked_for(self):
        found = coming(
            CALL,
            (DALARNA,),
            (KARIN,),
            done=for_all({THREE_DAYS}),
            at=stockholm(2022, 9, 7),
            until=stockholm(2022, 9, 9, 9),
        )

        assert [moment.at for moment, _everyone in found] == [stockholm(2022, 9, 8, 9), stockholm(2022, 9, 9, 9)]
        assert {one.person_id for _moment, everyone in found for one in everyone} == {1}

    def test_coming_begins_with_what_is_due_already(self):
        found = coming(CALL, (DALARNA,), (KARIN,), done=(), at=stockholm(2022, 9, 7), until=stockholm(2022, 9, 8))

        assert found == ((THREE_DAYS, at_moment(CALL, (DALARNA,), (KARIN,), THREE_DAYS)),)

    def test_coming_tells_of_a_moment_at_which_nobody_hears(self):
        found = coming(
            CALL, (replace(DALARNA, submitted=True),), (KARIN,), done=for_all({THREE_DAYS}),
            at=stockholm(2022, 9, 7), until=stockholm(2022, 9, 8, 9),
        )  # fmt: skip

        assert found == ((Moment(stockholm(2022, 9, 8, 9)), ()),)


# --- Any call, any people, any moments -----------------------------------------------------------------

# A machine that is busy with other tests must not fail these.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CLOSINGS = st.datetimes(datetime(2022, 3, 20), datetime(2022, 11, 10)).map(  # noqa: DTZ001 - the zone follows
    lambda naive: naive.replace(tzinfo=STOCKHOLM).astimezone(UTC)
)
STEPS = st.lists(
    st.builds(Step, st.integers(0, 40), st.times(datetime.min.time(), time(23, 59))), max_size=8, unique=True
)


@st.composite
def calls(draw) -> CallFacts:
    closes_at = draw(CLOSINGS)
    opens_at = closes_at - timedelta(hours=draw(st.integers(1, 24 * 60)))
    announced_at = opens_at + timedelta(hours=draw(st.integers(-24 * 30, 24 * 3)))
    return CallFacts(1, opens_at, closes_at, announced_at, tuple(draw(STEPS)))


CODES = ("03", "20", "21")
HOURS = st.integers(1, 24 * 20)
REGIONS = st.tuples(
    *(st.builds(RegionFacts, st.just(code), st.booleans(), st.sampled_from([(), (7,)])) for code in CODES)
)
PEOPLE = st.lists(
    st.builds(PersonFacts, st.integers(1, 5), st.frozensets(st.sampled_from(CODES)), st.booleans(), st.booleans()),
    max_size=5,
    unique_by=lambda person: person.id,
)


@patiently
@given(call=calls(), data=st.data())
def test_running_at_any_moments_never_gives_two_for_one_planned_moment(call, data):
    """Regions submit, people come and go between the runs; some runs die half-way; two may run at once."""
    offsets = data.draw(st.lists(st.integers(-70 * 24 * 60, 20 * 24 * 60), max_size=8).map(sorted))
    done: set[Moment] = set()
    sent: list[tuple[int, datetime]] = []
    for offset in offsets:
        at = call.closes_at + timedelta(minutes=offset)
        found = due(call, data.draw(REGIONS), data.draw(PEOPLE), done=for_all(done), sent=set(sent), at=at)
        for one in found:
            assert one.moment.at <= at
            assert (one.moment.kind == AFTER_CLOSING) == (at >= call.closes_at)
            assert one.moment in planned_moments(call)
        dies = data.draw(st.booleans())
        kept = found[: len(found) // 2] if dies else found
        sent += [(one.person_id, one.moment.at) for one in kept]
        if not dies and (moment := moment_to_act_on(call, done=done, at=at)):
            done.add(moment)
    assert len(sent) == len(set(sent))


@patiently
@given(call=calls(), data=st.data())
def test_whatever_is_extended_nobody_hears_twice_of_a_moment_and_each_region_by_its_own_closing(call, data):
    """One region or all are given longer, before and after closing, between runs of which some die half-way."""
    region = RegionFacts("20", drafts=(7,))
    others = RegionFacts("21", drafts=(8,))
    people = (PersonFacts(1, frozenset({"20"})), PersonFacts(2, frozenset({"21"})), PersonFacts(3, frozenset(CODES)))
    done: list[Done] = []
    sent: list[tuple[int, datetime]] = []
    last = call.opens_at
    for _run in range(data.draw(st.integers(1, 8))):
        last += timedelta(hours=data.draw(st.integers(0, 24 * 12)))
        match data.draw(st.sampled_from(["", "all", "one"])):
            case "all":
                call = replace(call, closes_at=max(last, call.closes_at) + timedelta(hours=data.draw(HOURS)))
            case "one":
                closing = max(last, for_region(call, region).closes_at) + timedelta(hours=data.draw(HOURS))
                region = replace(region, closes_at=closing)
        regions = (region, others)
        found = due(call, regions, people, done=done, sent=set(sent), at=last)
        for one in found:
            for code in one.regions:
                mine = for_region(call, region if code == "20" else others)
                assert one.moment in planned_moments(mine)
                assert (one.moment.kind == AFTER_CLOSING) == (last >= mine.closes_at)
        dies = data.draw(st.booleans())
        sent += [(one.person_id, one.moment.at) for one in (found[: len(found) // 2] if dies else found)]
        if not dies:
            done += [Done(*pair) for pair in regions_to_act_on(call, regions, done=done, at=last).items()]
            assert due(call, regions, people, done=done, sent=set(sent), at=last) == ()
    assert len(sent) == len(set(sent))


@patiently
@given(call=calls(), regions=REGIONS, people=PEOPLE, data=st.data())
def test_due_is_only_for_those_who_should_hear(call, regions, people, data):
    at = call.closes_at + timedelta(minutes=data.draw(st.integers(-70 * 24 * 60, 20 * 24 * 60)))
    by_code = {region.code: region for region in regions}
    by_id = {person.id: person for person in people}

    for one in due(call, regions, people, done=(), sent=(), at=at):
        assert one.regions == tuple(sorted(set(one.regions)))
        assert one.regions
        assert by_id[one.person_id].is_active
        for code in one.regions:
            assert code in by_id[one.person_id].regions
            assert by_code[code].is_unsent if one.moment.kind == AFTER_CLOSING else not by_code[code].submitted


@patiently
@given(call=calls())
def test_planned_moments_are_in_order_and_by_the_wall_clock(call):
    moments = planned_moments(call)

    assert list(moments) == sorted(set(moments))
    assert moments[-1] == Moment(call.closes_at, AFTER_CLOSING)
    wanted = {(last_day(call.closes_at) - timedelta(days=step.days_before), step.at_time) for step in call.steps}
    for moment in moments[:-1]:
        local = moment.at.astimezone(STOCKHOLM)
        assert max(call.opens_at, call.announced_at) <= moment.at < call.closes_at
        assert (local.date(), local.time()) in wanted or _was_skipped(local.date())


def _was_skipped(day: date) -> bool:
    """Whether the clocks went forward that day."""
    midnight = datetime.combine(day, time(), tzinfo=STOCKHOLM)
    return midnight.utcoffset() != datetime.combine(day, time(12), tzinfo=STOCKHOLM).utcoffset()
