"""Bringing together what several people wrote in one section. Pure: whatever the order of saves, no text is lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from applications.drafting.fields import Flat, Value, row_id_of


@dataclass(frozen=True)
class Clash:
    """A field that two people gave different values since they both read the same one."""

    path: str
    mine: Value
    theirs: Value


@dataclass(frozen=True)
class Merged:
    """`content` holds my changes on top of what is there now, mine also where there is a clash."""

    content: Flat
    clashes: tuple[Clash, ...] = ()
    # Rows that I removed and that stay, since somebody has written in them.
    kept_rows: tuple[str, ...] = ()


def merge(base: Flat, current: Flat, changes: Mapping[str, Value], removed_rows: Iterable[str] = ()) -> Merged:
    """Lay `changes`, made by one who read `base`, on `current`, which is what others have made of it since.

    A field that I left as it was in `base` takes what is in `current`. A row that I removed goes, unless somebody has
    written in it since; a row that I wrote in and somebody else removed comes back whole.
    """
    merged, clashes, kept = dict(current), [], []
    removed = set(removed_rows)
    for row_id in sorted(removed):
        if _row(current, row_id) == _row(base, row_id):
            for path in _row(current, row_id):
                del merged[path]
        elif _row(current, row_id):
            kept.append(row_id)
    for path, mine in changes.items():
        before, theirs = base.get(path, ""), current.get(path, "")
        if mine in (before, theirs):
            continue
        mine_is_in = row_id_of(path)
        if mine_is_in and mine_is_in not in removed and not _row(current, mine_is_in):
            # The row was removed meanwhile: my words bring it back.
            row = _row(base, mine_is_in).items()
            merged.update({key: changes.get(key, value) for key, value in row if key not in merged})
        elif theirs != before:
            clashes.append(Clash(path, mine, theirs))
        merged[path] = mine
    return Merged(merged, tuple(clashes), tuple(kept))


def _row(flat: Flat, row_id: str) -> Flat:
    return {path: value for path, value in flat.items() if row_id_of(path) == row_id}


def without_rows(flat: Flat, row_ids: Iterable[str]) -> Flat:
    """The content with some rows taken out."""
    removed = set(row_ids)
    return {path: value for path, value in flat.items() if row_id_of(path) not in removed}


def changed_paths(old: Flat, new: Flat) -> set[str]:
    """The fields in which two contents differ; a blank field is as one that is not there."""
    return {path for path in old.keys() | new.keys() if old.get(path, "") != new.get(path, "")}
