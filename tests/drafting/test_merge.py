"""Any order of saves by any number of people loses no text."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from applications.drafting.compare import compare
from applications.drafting.fields import Flat, flatten, unflatten
from applications.drafting.merge import Clash, merge

PATHS = ["summary", "contact", "rows-a-name", "rows-a-role", "rows-b-name", "rows-c-amounts-2022"]
values = st.one_of(st.sampled_from(["", "ett", "två", "tre"]), st.integers(0, 3))
flats = st.dictionaries(st.sampled_from(PATHS), values.filter(lambda value: value != ""), max_size=6)
edits = st.dictionaries(st.sampled_from(PATHS), values, max_size=6)


def test_edits_of_different_fields_are_both_kept() -> None:
    merged = merge({"a": "1", "b": "1"}, {"a": "2", "b": "1"}, {"b": "3"})
    assert merged.content == {"a": "2", "b": "3"}
    assert merged.clashes == ()


def test_edits_of_the_same_field_clash_and_tell_both() -> None:
    merged = merge({"a": "1"}, {"a": "2"}, {"a": "3"})
    assert merged.clashes == (Clash("a", mine="3", theirs="2"),)
    assert merged.content == {"a": "3"}


def test_field_left_as_it_was_takes_the_others_edit() -> None:
    assert merge({"a": "1"}, {"a": "2"}, {"a": "1"}).content == {"a": "2"}


def test_row_removed_by_another_comes_back_whole_when_written_in() -> None:
    base: Flat = {"rows-a-name": "Länet", "rows-a-role": "Leder"}
    merged = merge(base, {}, {"rows-a-name": "Länet", "rows-a-role": "Deltar"})
    assert merged.content == {"rows-a-name": "Länet", "rows-a-role": "Deltar"}
    assert merged.clashes == ()


def test_row_that_another_wrote_in_is_not_removed() -> None:
    merged = merge({"rows-a-name": "1"}, {"rows-a-name": "2"}, {}, ["a"])
    assert merged.content == {"rows-a-name": "2"}
    assert merged.kept_rows == ("a",)


def test_row_that_nobody_wrote_in_is_removed() -> None:
    merged = merge({"rows-a-name": "1", "b": "1"}, {"rows-a-name": "1", "b": "2"}, {}, ["a"])
    assert merged.content == {"b": "2"}


@given(base=flats, theirs=edits, mine=edits)
def test_no_edit_is_lost(base: Flat, theirs: Flat, mine: Flat) -> None:
    current = {path: value for path, value in {**base, **theirs}.items() if value != ""}
    merged = merge(base, current, mine)
    clashing = {clash.path: clash for clash in merged.clashes}
    for path in PATHS:
        before, now = base.get(path, ""), current.get(path, "")
        wanted = mine.get(path, before)
        after = merged.content.get(path, "")
        if path in clashing:
            assert (clashing[path].mine, clashing[path].theirs) == (wanted, now)
        elif wanted != before:
            assert after == wanted
        elif now != "":
            assert after == now


@given(base=flats, everyones=st.lists(edits, min_size=1, max_size=5), late=st.integers(0, 4))
def test_saves_in_any_order_overwrite_nothing_unseen(base: Flat, everyones: list[Flat], late: int) -> None:
    """Each person saves an edit of one of the versions so far; a save that clashes is not made."""
    history: list[Flat] = [dict(base)]
    for number, changes in enumerate(everyones):
        read = history[max(0, number - late)] if number else history[0]
        merged = merge(read, history[-1], changes)
        if merged.clashes:
            continue
        for path in PATHS:
            was, now = history[-1].get(path, ""), merged.content.get(path, "")
            # What differs from the version before was changed by this person, who had read just that text; or a row
            # that somebody removed came back.
            assert was == now or read.get(path, "") == was or was == ""
        history.append({path: value for path, value in merged.content.items() if value != ""})


@given(flats)
def test_content_survives_being_taken_apart(flat: Flat) -> None:
    assert flatten(unflatten(flat)) == flat


def test_rows_without_ids_are_known_by_their_place() -> None:
    content: dict[str, Any] = {"rows": [{"name": "A"}, {"name": "B", "amounts": {"2022": 5}}]}
    assert flatten(content) == {"rows-r1-name": "A", "rows-r2-name": "B", "rows-r2-amounts-2022": 5}


@given(st.text(), st.text())
def test_comparison_shows_both_texts_whole(one: str, other: str) -> None:
    left, right = compare(one, other)
    assert "".join(part.text for part in left) == one
    assert "".join(part.text for part in right) == other


# --- Any order of saves by any number of people ----------------------------------------------------------------------

Save = tuple[int, dict[str, Any], bool]
some_saves = st.lists(
    st.tuples(
        st.integers(0, 3),  # who
        st.dictionaries(st.sampled_from(PATHS), st.sampled_from(["", "ett", "två", "tre", 4]), min_size=1, max_size=3),
        st.booleans(),  # whether the page hears the news afterwards, or is away and writes on
    ),
    max_size=12,
)


def without_blanks(flat: Flat) -> Flat:
    return {path: value for path, value in flat.items() if value != ""}


@given(base=flats, saves=some_saves)
def test_whatever_anybody_types_stands_in_a_version_or_in_a_conflict(base: Flat, saves: list[Save]) -> None:
    """People write offline and online, each on the version that their page shows; nobody's text goes unseen."""
    versions: list[Flat] = [dict(base)]
    read = dict.fromkeys(range(4), 0)
    for who, typed, hears in saves:
        merged = merge(versions[read[who]], versions[-1], typed)
        told = {clash.path for clash in merged.clashes}
        if told:
            # Nothing is saved; each field that differs is shown with both texts, and only such fields.
            assert {clash.path: clash.mine for clash in merged.clashes} == {path: typed[path] for path in told}
            assert all(clash.theirs == versions[-1].get(clash.path, "") for clash in merged.clashes)
            # The person has read both, chooses their own, and saves it on what stands now.
            read[who] = len(versions) - 1
            merged = merge(versions[-1], versions[-1], {path: typed[path] for path in typed})
            assert not merged.clashes
        before = versions[-1]
        after = without_blanks(merged.content)
        versions.append(after)
        for path, value in typed.items():
            stands = after.get(path, "") == value
            # What was typed just as it stood before was no edit: a colleague's newer text stands.
            assert stands or value == versions[read[who]].get(path, "")
        for path, value in before.items():
            # What went was seen by the one who changed it, and stands in the version before.
            assert after.get(path, "") == value or path in typed
        if hears:
            read[who] = len(versions) - 1


@given(base=flats, current=flats, typed=edits)
def test_the_same_save_again_changes_nothing(base: Flat, current: Flat, typed: Flat) -> None:
    """An answer that was lost on the way: what was sent is sent once more, on the same version."""
    first = merge(base, current, typed)
    if not first.clashes:
        again = merge(base, without_blanks(first.content), typed)
        assert not again.clashes
        assert without_blanks(again.content) == without_blanks(first.content)
