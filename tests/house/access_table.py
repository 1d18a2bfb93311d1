"""Who may see what: one line for each address. Anonymous people are sent to sign in wherever they are not let in.

`opens` are those for whom the address does its work; `hidden` those who may use such addresses but are told that this
case does not exist; everyone else is refused. Who has not declared themselves in the case is asked to, wherever it is
hidden from one who has a conflict of interest (`asked`). An address that is not here fails the walk.
"""

from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any

from tests.house.cast import (
    EVERYONE,
    HANDLERS,
    OFFICERS,
    READERS,
    REGION,
    REGIONS,
    SIGNED_IN,
    STAFF,
    UNDECLARED,
    WRITERS,
)


@dataclass(frozen=True)
class Line:
    opens: Set[str]
    hidden: Set[str] = frozenset()
    case: str = "handed_in"
    method: str = "get"
    # What stands in the address, where the cast has nothing of that name; and what is posted.
    given: dict[str, Any] = field(default_factory=dict)
    posted: dict[str, Any] = field(default_factory=dict)
    # The address answers 404 to those whom it lets in, because what it is given is made up.
    nothing_there: bool = False
    # Who has not signed in is asked to; by default where the address opens to anybody at all.
    signs_in: bool | None = None
    # What is of several cases leads nobody to declare themselves in one.
    is_of_a_case: bool = True

    @property
    def asked(self) -> Set[str]:
        """Who is led to the declaration of conflict of interest first. No draft is shown to staff, declared or not."""
        is_shown = "barred_officer" in self.hidden != EVERYONE and self.case not in {"draft", "discarded"}
        return UNDECLARED - self.opens if is_shown and self.is_of_a_case else frozenset()


NOBODY: frozenset[str] = frozenset()
STAFF_OF_CASE = READERS | {"asked_assessor"}
BARRED = HANDLERS - STAFF_OF_CASE
BARRED_OFFICERS = OFFICERS & BARRED
CAN_BE_OFFICERS = OFFICERS - BARRED
OUTSIDERS = BARRED | {"other_region"}
# Who reads every case sees the calls' money; officers and decision makers, also those barred from some case, plan it.
PLAN_READERS = READERS | BARRED_OFFICERS
PLANNERS = PLAN_READERS - {"registrar"}
# Addresses of libraries that the portal has no use for are closed to everyone.
CLOSED = Line(NOBODY)


def for_staff(**more: Any) -> Line:
    """A page of a case that was handed in, for the staff who may see the case."""
    return Line(STAFF_OF_CASE, hidden=BARRED, **more)


def for_the_region(**more: Any) -> Line:
    """A page of a case for the region whose case it is."""
    return Line(REGION, hidden={"other_region"}, **{"case": "draft", **more})


def for_writers(**more: Any) -> Line:
    """What those of a case's region do who don't only read."""
    return Line(WRITERS, hidden={"other_region"}, **{"case": "draft", **more})


# What is posted, right but for a hash, so that nothing comes of it.
CONFIRMED = {"seen_hash": "0" * 64, "confirmed": "on"}
ASKED = {"text": "Något annat", "sections": "project", "due_on": "2040-01-02"}
PROPOSED = {"outcome": "reject", "reasons": "Projektet ryms inte i utlysningens syfte."}
THE_PROPOSAL = {"proposal": lambda cast: cast.proposed.proposals.get().pk, "confirmed": "on", "reason": "Skriv mer."}

APPEALED = {"appellant": "region", "appellant_name": "Regionen", "text": "Ändra.", "arrived_at": "2022-11-30T10:00"}


ACCESS: dict[str, Line] = {
    # Signing in
    "account_login": Line(EVERYONE),
    "account_logout": Line(EVERYONE),
    "account_inactive": Line(EVERYONE),
    "account_signup": Line(EVERYONE),
    "account_reset_password": Line(EVERYONE),
    "account_reset_password_done": Line(EVERYONE),
    "account_reset_password_from_key": Line(EVERYONE, given={"uidb36": "1", "key": "made-up"}),
    "account_reset_password_from_key_done": Line(EVERYONE),
    "account_change_password": Line(SIGNED_IN),
    "account_reauthenticate": Line(SIGNED_IN),
    "account_confirm_email": Line(NOBODY, given={"key": "made-up"}),
    "account_confirm_login_code": CLOSED,
    "account_email": CLOSED,
    "account_email_verification_sent": CLOSED,
    "account_set_password": CLOSED,
    "accounts:accept_invitation": Line(EVERYONE, given={"token": "made-up"}),
    "accounts:settings": Line(SIGNED_IN),
    "set_language": Line(EVERYONE, method="post", posted={"language": "sv", "next": "/"}),
    # The site's own pages
    "pages:health": Line(EVERYONE),
    "pages:page": Line(EVERYONE, given={"slug": "en-sida"}),
    "calendar:own": Line(SIGNED_IN),
    "calendar:close": Line(SIGNED_IN, method="post"),
    "calendar:feed": Line(EVERYONE, given={"token": "made-up"}, nothing_there=True),
    "notices:all": Line(SIGNED_IN),
    "notices:settings": Line(SIGNED_IN),
    "notices:mark_all_read": Line(SIGNED_IN, method="post"),
    "notices:follow": Line(SIGNED_IN, method="post", given={"notice_id": 12345}, nothing_there=True),
    "files:download": Line(REGION | STAFF_OF_CASE, hidden=SIGNED_IN),
    "regions:region": Line(REGIONS),
    "regions:leave": Line(REGIONS),
    "regions:invite": Line({"coordinator"}),
    "regions:history": Line({"coordinator"}),
    "regions:person": Line({"coordinator"}),
    "regions:remove": Line({"coordinator"}),
    "regions:invite_again": Line({"coordinator"}, method="post"),
    "regions:take_back": Line({"coordinator"}, method="post"),
    "regions:switch": Line(REGION, hidden={"other_region"}, method="post", posted={"region": "20"}),
    # The demonstration's pages, which other installations don't have: its people are made up, and so are its mails.
    "demo:people": Line(EVERYONE),
    "demo:mails": Line(EVERYONE),
    "demo:mail": Line(EVERYONE, given={"name": "made-up"}, nothing_there=True),
    # Calls
    "calls:list": Line(EVERYONE),
    "calls:call": Line(EVERYONE),
    "calls:time_left": Line(EVERYONE),
    "calls:dates": Line(EVERYONE),
    # Across rooms
    "desk:start": Line(EVERYONE),
    "desk:work_list": Line(HANDLERS),
    "desk:work_list_csv": Line(HANDLERS),
    "desk:work_list_xlsx": Line(HANDLERS),
    "desk:region_cases": Line(REGIONS),
    "desk:region_case": for_the_region(case="handed_in"),
    "desk:case": for_staff(),
    "desk:documents": for_staff(),
    "desk:history": for_staff(),
    # Cases
    "cases:contact": for_writers(),
    "cases:assign": Line(READERS | OFFICERS),
    "cases:saved_views": Line(HANDLERS),
    "cases:save_view": Line(HANDLERS, method="post", posted={"name": "Min vy"}),
    "cases:rename_view": Line(
        HANDLERS, method="post", given={"view_id": 12345}, posted={"name": "En"}, nothing_there=True
    ),
    "cases:remove_view": Line(HANDLERS, method="post", given={"view_id": 12345}, nothing_there=True),
    "cases:people": for_staff(),
    "cases:declare": Line(STAFF_OF_CASE | UNDECLARED, hidden=BARRED),
    "cases:settle": Line({"decision_maker"}),
    "cases:take": Line(CAN_BE_OFFICERS | UNDECLARED, hidden=BARRED_OFFICERS, method="post"),
    "cases:assessors": Line(
        {"officer"},
        hidden=BARRED_OFFICERS,
        method="post",
        posted={"person": lambda cast: cast.people["other_assessor"].pk},
    ),
    "cases:hand_over": Line({"officer"}, hidden=BARRED_OFFICERS, method="post"),
    # Drafting
    "drafting:start": Line(REGIONS),
    "drafting:overview": for_the_region(),
    "drafting:rename": for_writers(method="post"),
    "drafting:discard": for_writers(method="post"),
    "drafting:restore": for_writers(case="discarded", method="post"),
    "drafting:checklist": for_the_region(),
    "drafting:copied": for_the_region(nothing_there=True),
    "drafting:section": for_the_region(given={"section_key": "project"}),
    "drafting:autosave": for_writers(given={"section_key": "project"}, method="post", posted={"summary": "Vi"}),
    "drafting:states": for_the_region(given={"section_key": "project"}),
    "drafting:presence": for_the_region(method="post", posted={"section": "project"}),
    "drafting:history": for_the_region(given={"section_key": "project"}),
    "drafting:version": for_the_region(given={"section_key": "project", "number": 1}),
    "drafting:restore_version": for_writers(given={"section_key": "project", "number": 1}, method="post"),
    "drafting:add_attachment": for_writers(method="post"),
    "drafting:describe_attachment": for_writers(method="post"),
    "drafting:remove_attachment": for_writers(method="post"),
    "drafting:restore_attachment": for_writers(method="post"),
    # Handing in
    "submissions:check": for_the_region(),
    "submissions:receipt": for_the_region(case="handed_in"),
    "submissions:mark_ready": for_writers(method="post"),
    "submissions:take_back": for_writers(method="post"),
    "submissions:send_back": Line({"signatory"}, hidden={"other_region"}, case="draft", method="post"),
    "submissions:draft_pdf": for_the_region(),
    "submissions:draft_file": for_the_region(),
    "submissions:version_receipt": for_the_region(case="handed_in", given={"number": 1}),
    "submissions:reopen": for_the_region(case="handed_in"),
    "submissions:end_reopening": Line({"signatory"}, hidden={"other_region"}, method="post"),
    "submissions:withdraw": for_the_region(case="handed_in"),
    "submissions:application": Line(REGION | STAFF_OF_CASE, hidden=OUTSIDERS),
    "submissions:versions": Line(REGION | STAFF_OF_CASE, hidden=OUTSIDERS),
    "submissions:diff": Line(REGION | STAFF_OF_CASE, hidden=OUTSIDERS),
    "submissions:version": Line(REGION | STAFF_OF_CASE, hidden=OUTSIDERS, given={"number": 1}),
    "submissions:version_pdf": Line(REGION | STAFF_OF_CASE, hidden=OUTSIDERS, given={"number": 1}),
    "submissions:pdf": Line(REGION | STAFF_OF_CASE, hidden=OUTSIDERS, given={"number": 1}),
    "submissions:content": Line(REGION | STAFF_OF_CASE, hidden=OUTSIDERS, given={"number": 1}),
    "submissions:receipt_check": Line(EVERYONE),
    "submissions:register": Line({"registrar"}),
    # Supplements
    "submissions:supplement": for_the_region(case="handed_in"),
    "submissions:more_time": for_the_region(case="handed_in"),
    "submissions:supplements": for_staff(),
    "submissions:answer_more_time": Line(
        {"officer"},
        hidden=BARRED_OFFICERS,
        method="post",
        posted={"gives": "no", "answer": "Nej."},
    ),
    "submissions:close_supplement": Line({"officer"}, hidden=BARRED_OFFICERS, method="post"),
    # Messages
    "correspondence:messages": Line(REGION | STAFF_OF_CASE, hidden=OUTSIDERS),
    # The message that stands there is the authority's, and nothing that its own side could settle.
    "correspondence:settle": Line(WRITERS, hidden=OUTSIDERS | STAFF_OF_CASE, method="post"),
    "correspondence:hearing": Line(REGION | STAFF_OF_CASE, hidden=OUTSIDERS),
    "correspondence:waive_hearing": Line(
        {"officer"}, hidden=BARRED_OFFICERS, method="post", posted={"why": "Bara regionens egna uppgifter."}
    ),
    "correspondence:move_hearing": Line(
        {"officer"}, hidden=BARRED_OFFICERS, method="post", posted={"due_on": "2040-01-02"}
    ),
    # Assessing
    "reviews:check": for_staff(),
    "reviews:ask": Line(CAN_BE_OFFICERS, hidden=BARRED_OFFICERS),
    "reviews:table": Line(HANDLERS),
    "reviews:day": Line({"officer"}, hidden=BARRED_OFFICERS, case="assessing"),
    "reviews:agree": Line(OFFICERS & STAFF_OF_CASE, hidden=BARRED_OFFICERS, case="assessing"),
    "reviews:notes": for_staff(),
    "reviews:autosave": Line({"officer", "asked_assessor"}, hidden=BARRED, case="assessing", method="post"),
    "reviews:assess": for_staff(case="assessing"),
    # Cases' time
    "clocks:list": Line(HANDLERS),
    "clocks:tell_many": Line(OFFICERS | {"decision_maker"}),
    "clocks:case": for_staff(),
    "clocks:tell": Line({"officer", "decision_maker"}, hidden=BARRED_OFFICERS),
    "clocks:register": Line({"officer", "registrar"}, hidden=BARRED_OFFICERS),
    "clocks:refuse": Line({"decision_maker"}),
    # Nothing is refused in the cast's case.
    "clocks:refusal_pdf": Line(REGION | STAFF_OF_CASE, hidden=OUTSIDERS, nothing_there=True),
    "clocks:region": for_the_region(case="handed_in"),
    # Deciding
    "decisions:case": for_staff(case="proposed"),
    "decisions:propose": Line(CAN_BE_OFFICERS, hidden=BARRED_OFFICERS, case="assessing"),
    "decisions:decide": Line({"decision_maker"}, case="proposed"),
    "decisions:send_back": Line({"decision_maker"}, case="proposed"),
    # Records
    "records:register": Line(READERS | BARRED_OFFICERS),
    "records:register_file": Line(READERS | BARRED_OFFICERS),
    "records:case_files": Line(READERS, hidden=BARRED_OFFICERS),
    "records:download": Line({"officer", "decision_maker", "registrar"}, hidden=BARRED_OFFICERS),
    "records:disclosures": Line(READERS, hidden=BARRED_OFFICERS),
    "records:disclosure": Line(READERS, hidden=BARRED_OFFICERS),
    **{
        name: Line({"officer", "registrar"}, hidden=BARRED_OFFICERS, method="post", posted=posted)
        for name, posted in {
            "records:mark_parts": {"keys": "register", "ground": "31 kap. 16 § OSL"},
            "records:mark_words": {"words": "Karin", "label": "Ett namn", "ground": "31 kap. 16 § OSL"},
            "records:mark_file": {"uuid": lambda cast: str(cast.files["handed_in"].uuid), "ground": "31 kap. 16 § OSL"},
            "records:remove_mark": {},
            "records:order_copy": {"masked": "1"},
            "records:decide": {"outcome": "refused", "reasons": "Nej.", "formal_decision": "Skriv."},
        }.items()
    },
    "records:appeals": Line(READERS, hidden=BARRED_OFFICERS, case="decided"),
    "records:appeal": Line(READERS, hidden=BARRED_OFFICERS, case="decided"),
    "records:take_step": Line(
        {"officer", "registrar"}, hidden=BARRED_OFFICERS, case="decided", method="post", posted={"step": "time"}
    ),
    "records:regions_appeal": for_the_region(case="decided"),
    "decisions:board": Line(READERS, hidden=BARRED_OFFICERS, case="decided"),
    "decisions:board_content": Line(
        {"other_officer", "officer", "decision_maker", "registrar"}, hidden=BARRED_OFFICERS, case="decided"
    ),
    # A call's money
    "budget:calls": Line(PLAN_READERS),
    "budget:ranking": Line(PLAN_READERS),
    "budget:committed": Line(PLAN_READERS),
    "budget:scenarios": Line(PLAN_READERS),
    "budget:new": Line(PLANNERS),
    "budget:scenario": Line(PLAN_READERS),
    "budget:compare": Line(PLAN_READERS),
    "budget:describe": Line(PLANNERS),
    "budget:amounts": Line(PLANNERS),
    "budget:solver": Line(PLANNERS),
    "budget:propose": Line(OFFICERS),
    "budget:copy": Line(PLANNERS, method="post"),
    "budget:archive": Line(PLANNERS, method="post"),
    "budget:restore": Line(PLANNERS, method="post"),
    # Nobody chooses between cases of which they have a conflict of interest in one.
    "budget:choose": Line(PLANNERS - {"barred_officer", "party_officer"}, method="post"),
    "budget:let_go": Line(PLANNERS - {"barred_officer", "party_officer"}, method="post"),
    "decisions:replace": Line(CAN_BE_OFFICERS, hidden=BARRED_OFFICERS, case="decided"),
    "deciding:waiting": Line({"decision_maker"}),
    "deciding:held": Line({"decision_maker"}),
    # Meetings: what they say of a case, to whom the case is open
    "meetings:list": Line(PLAN_READERS),
    "meetings:new": Line(PLANNERS),
    "meetings:meeting": Line(PLAN_READERS),
    "meetings:change": Line(PLANNERS),
    "meetings:cancel": Line(PLANNERS),
    "meetings:attendance": Line(PLANNERS),
    "meetings:agenda": Line(PLANNERS),
    "meetings:close": Line(PLANNERS),
    "meetings:minutes": Line(PLAN_READERS),
    "meetings:minutes_pdf": Line(READERS, hidden=BARRED_OFFICERS, is_of_a_case=False),
    "meetings:approve": Line({"decision_maker", "other_officer"}, method="post"),
    "meetings:item": Line(READERS, hidden=BARRED_OFFICERS, case="decided"),
    "meetings:arrange": Line(READERS - {"registrar"}, hidden=BARRED_OFFICERS, case="decided", method="post"),
    "meetings:move": Line(READERS - {"registrar"}, hidden=BARRED_OFFICERS, case="decided", method="post"),
    "meetings:remove": Line(READERS - {"registrar"}, hidden=BARRED_OFFICERS, case="decided", method="post"),
    # Reminders
    "reminders:plan": Line(STAFF),
    # Letters
    "letters:preview": Line(READERS, hidden=BARRED_OFFICERS, case="proposed"),
    "letters:letter": Line(REGION | STAFF_OF_CASE, hidden=OUTSIDERS, case="decided"),
    "letters:pdf": Line(REGION | STAFF_OF_CASE, hidden=OUTSIDERS, case="decided"),
    "letters:earlier_letter": Line(REGION | STAFF_OF_CASE, hidden=OUTSIDERS, case="decided"),
    "letters:earlier_pdf": Line(REGION | STAFF_OF_CASE, hidden=OUTSIDERS, case="decided"),
    "letters:templates": Line(READERS | BARRED_OFFICERS | {"call_administrator"}),
    "letters:mailings": Line(READERS | BARRED_OFFICERS),
    "letters:new_mailing": Line({"decision_maker"}),
    "letters:mailing": Line(READERS, hidden=BARRED_OFFICERS, is_of_a_case=False),
    "letters:stop_mailing": Line({"decision_maker"}, method="post"),
    "letters:continue_mailing": Line({"decision_maker"}, method="post"),
    "letters:send_made": Line({"decision_maker"}, method="post"),
    "letters:try_letter_again": Line({"decision_maker"}, case="decided", method="post"),
    "letters:check": Line(EVERYONE),
    "letters:check_code": Line(EVERYONE, given={"code": "AAAA-AAAA-AAAA"}),
    "letters:acknowledge": Line(WRITERS, hidden=OUTSIDERS, case="decided", method="post"),
}

# The same addresses where another case, another method or another reader gives another answer.
ALSO: list[tuple[str, Line]] = [
    # Nobody at the authority sees a draft, nor any page of one.
    *(
        (name, Line(NOBODY, hidden=HANDLERS, case="draft", signs_in=True))
        for name in ("desk:case", "desk:documents", "desk:history", "cases:people", "reviews:check", "decisions:case")
    ),
    ("submissions:application", Line(NOBODY, hidden=REGIONS | HANDLERS, case="draft", signs_in=True)),
    ("desk:region_case", Line(NOBODY, hidden=REGIONS, case="draft", signs_in=True)),
    ("desk:region_case", for_the_region(case="decided")),
    ("files:download", Line(REGION, hidden=SIGNED_IN, case="draft")),
    ("files:download", Line(SIGNED_IN, given={"uuid": "00000000-0000-4000-8000-000000000000"}, nothing_there=True)),
    # A call that is not published.
    ("calls:call", Line({"call_administrator"}, hidden=EVERYONE, given={"slug": "inte-publicerad"}, signs_in=False)),
    # A letter that is not made is nobody's; a proposal is not the region's.
    ("letters:letter", Line(NOBODY, hidden=REGIONS | HANDLERS, case="proposed", signs_in=True)),
    ("letters:pdf", Line(NOBODY, hidden=REGIONS | HANDLERS, case="proposed", signs_in=True)),
    # The page of a decided case.
    ("desk:case", for_staff(case="decided")),
    ("decisions:case", for_staff(case="decided")),
    ("drafting:overview", for_the_region(case="decided")),
    ("submissions:receipt", for_the_region(case="decided")),
    # What only one of those who see a page may do on it.
    ("drafting:start", Line(WRITERS | {"other_region"}, method="post", posted={"title": "Ett projekt"})),
    ("drafting:section", for_writers(given={"section_key": "project"}, method="post", posted={"summary": "Vi"})),
    (
        "submissions:check",
        Line({"signatory"}, hidden={"other_region"}, case="draft", method="post", posted=CONFIRMED),
    ),
    (
        "submissions:supplements",
        Line({"officer"}, hidden=BARRED, method="post", posted=ASKED),
    ),
    (
        "submissions:supplement",
        Line({"signatory"}, hidden={"other_region"}, case="handed_in", method="post", posted=CONFIRMED),
    ),
    (
        "submissions:more_time",
        Line(
            WRITERS,
            hidden={"other_region"},
            case="handed_in",
            method="post",
            posted={"wanted_on": "2040-01-02", "reason": "Semester"},
        ),
    ),
    ("correspondence:messages", Line(NOBODY, hidden=REGIONS | HANDLERS, case="draft", signs_in=True)),
    (
        "correspondence:messages",
        Line(WRITERS | {"officer"}, hidden=OUTSIDERS - WRITERS, method="post", posted={"text": "Hej"}),
    ),
    # The region answers what it was sent; an officer of another case sends nothing.
    (
        "correspondence:hearing",
        Line(
            WRITERS | {"officer"},
            hidden=OUTSIDERS - WRITERS,
            method="post",
            posted={"text": "Hej", "due_on": "2040-01-02"},
        ),
    ),
    ("submissions:draft_pdf", for_the_region(method="post")),
    ("submissions:reopen", Line({"signatory"}, hidden={"other_region"}, case="decided", method="post")),
    (
        "submissions:withdraw",
        Line({"signatory"}, hidden={"other_region"}, case="decided", method="post", posted={"confirmed": "on"}),
    ),
    ("cases:declare", Line(STAFF_OF_CASE | UNDECLARED, hidden=BARRED, method="post", posted={"has_conflict": "no"})),
    ("reviews:check", Line({"officer"}, hidden=BARRED, method="post", posted={"result": "complete"})),
    (
        "reviews:assess",
        Line({"officer", "asked_assessor"}, hidden=BARRED, case="assessing", method="post", posted={"_then": "save"}),
    ),
    (
        "decisions:propose",
        Line({"officer"}, hidden=BARRED_OFFICERS, case="assessing", method="post", posted=PROPOSED),
    ),
    (
        "decisions:replace",
        Line(
            {"officer"},
            hidden=BARRED_OFFICERS,
            case="decided",
            method="post",
            posted={"ground": "reservation", **PROPOSED},
        ),
    ),
    (
        "clocks:tell",
        Line({"officer", "decision_maker"}, hidden=BARRED_OFFICERS, method="post", posted={"reason": "Vi väntar."}),
    ),
    ("clocks:region", for_the_region(case="decided")),
    ("clocks:region", for_writers(case="handed_in", method="post", posted={"text": "Vi väntar."})),
    ("decisions:decide", Line({"decision_maker"}, case="proposed", method="post", posted=THE_PROPOSAL)),
    ("records:case_files", Line({"officer", "decision_maker", "registrar"}, hidden=BARRED_OFFICERS, method="post")),
    (
        "records:disclosures",
        Line(
            {"officer", "registrar"},
            hidden=BARRED_OFFICERS,
            method="post",
            posted={"wanted": "Allt", "received_at": "2022-06-01"},
        ),
    ),
    (
        "records:appeals",
        Line({"officer", "registrar"}, hidden=BARRED_OFFICERS, case="decided", method="post", posted=APPEALED),
    ),
    ("records:case_files", Line(NOBODY, hidden=READERS | BARRED_OFFICERS, case="draft", signs_in=True)),
    ("decisions:send_back", Line({"decision_maker"}, case="proposed", method="post", posted=THE_PROPOSAL)),
]
