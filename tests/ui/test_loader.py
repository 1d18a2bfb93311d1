from django.template import engines
from django.template.loader import get_template


def source(name: str) -> str:
    return get_template(name).template.source


def test_pages_are_read_without_indentation_and_with_the_same_lines():
    found = source("base.html")

    assert not [line for line in found.splitlines() if line != line.lstrip(" \t")]
    with open(engines["django"].dirs[0] / "base.html", encoding="utf-8") as written:
        assert [line.strip() for line in written] == [line.strip() for line in found.splitlines()]


def test_mails_in_plain_text_are_read_as_they_are_written(tmp_path):
    from portal.ui.loader import Loader

    for name in ("page.html", "mail.txt"):
        (tmp_path / name).write_text("a\n  b\n\n\tc", encoding="utf-8")
    loader = Loader(engines["django"].engine, dirs=[tmp_path])

    assert loader.get_template("mail.txt").source == "a\n  b\n\n\tc"
    assert loader.get_template("page.html").source == "a\nb\n\nc"
