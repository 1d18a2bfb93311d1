"""An application as people read it."""

from applications.submissions.presentation import Cell, Table


def test_column_with_long_texts_is_wider_but_leaves_room_for_the_others():
    rows = ((Cell("Aktivitet"), Cell("ord " * 500), Cell("31 december 2025")),)

    name, description, day = Table(("Aktivitet", "Beskrivning", "Slutar"), rows).shares

    assert 10 <= name < day < description <= 75
    assert 99 <= name + description + day <= 101


def test_columns_of_a_table_without_rows_go_by_their_headings():
    assert Table(("Aaaa", "Bbbb"), ()).shares == [50, 50]
