from portal.pdf.text import clean, with_good_breaks, with_known_characters

KNOWN = frozenset(map(ord, "abc -<>&;lgt[?]"))


def test_clean_composes_letters_and_line_ends():
    assert clean("a\u030a a\r\nb\rc") == "å a\nb\nc"


def test_clean_drops_controls_and_marks_that_turn_the_writing():
    assert clean("a\x00\x07\x1b[b\u202egnp\u2066\ufffe\ud800c\td\n") == "a[bgnpc\td\n"


def test_clean_keeps_emoji_soft_hyphens_and_hard_spaces():
    assert clean("😀 a\u00adb\u00a0c") == "😀 a\u00adb\u00a0c"


def test_known_characters_are_left_alone():
    assert with_known_characters("abc\n", KNOWN) == "abc\n"


def test_unknown_characters_are_written_alike_or_marked_once_a_run():
    assert with_known_characters("a → b ≥ c 😀😀 \u2011", KNOWN) == "a -&gt; b &gt;= c [?] -"


def test_only_endless_words_are_made_with_good_breaks():
    url = "https://example.test/" + "a" * 170

    assert with_good_breaks(f"Hej {url}") == f"Hej {url}"
    assert with_good_breaks("x" * 210).split("\u200b") == ["x" * 50] * 4 + ["x" * 10]


def test_numbers_stay_with_their_sign_and_what_they_count():
    text = "Enligt 37 och 38 §§, se § 4: 4 350 000 kr eller 20 % av 100 000 000 kronor år 2022 i 21 regioner."

    kept = with_good_breaks(text)

    assert kept.replace("\u00a0", " ") == text
    pieces = kept.split(" ")
    assert {"38\u00a0§§,", "§\u00a04:", "4\u00a0350\u00a0000\u00a0kr", "20\u00a0%", "2022", "21"} <= set(pieces)
    assert "100\u00a0000\u00a0000\u00a0kronor" in pieces
