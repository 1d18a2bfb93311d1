import os

from portal.pdf import fonts


def test_build_fonts_makes_each_face_once(settings, tmp_path):
    settings.PDF_FONT_DIR = tmp_path / "fonts"

    assert fonts.build_fonts() == 6
    assert fonts.build_fonts() == 0
    assert all(path.exists() for path in fonts.font_files())
    assert not list(settings.PDF_FONT_DIR.glob(".*")), "nothing half made is left"


def test_build_fonts_makes_anew_what_npm_has_a_newer_file_for(settings, tmp_path):
    settings.PDF_FONT_DIR = tmp_path / "fonts"
    fonts.build_fonts()
    os.utime(fonts.font_files()[0], (0, 0))

    assert fonts.build_fonts() == 1


def test_fonts_know_swedish_and_sami_letters():
    fonts.ensure_built()

    assert {ord(letter) for letter in "åäöÅÄÖéüčđŋšŧž–”’§€ 1"} <= fonts.known_characters()
