"""How long a decision letter takes, beside what bare WeasyPrint and a naive use of it take with the same HTML.

A part of `make bench`; `python -m bench.letters` measures it alone. Bare: WeasyPrint with fonts and CSS kept, and
nothing of ours. Naive: fonts from npm's woff2 files and the CSS read anew for each letter. Both render the letter as
the portal does.
"""

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from statistics import median

import django

KEY = "letters"
TURNS, BATCH = 9, 8
AT = datetime(2022, 11, 25, 8, 0, tzinfo=UTC)
REASONS = ("Projektet bygger upp en gemensam ingång till validering i hela länet. " * 6,) * 5


def html() -> str:
    """A letter of two pages."""
    from django.template.loader import render_to_string

    from applications.letters.compose import LetterContent, YearRow

    letter = LetterContent(
        agency="Tillväxtverket",
        registry_number="2022-000131",
        decided_on="25 november 2022",
        officer="Sara Nyberg",
        recipient=("Region Dalarna", "Organisationsnummer 232100-0180", "Falun"),
        heading="Beslut: ni får 3 900 000 kronor till projektet Validering i hela Dalarna",
        replaces="",
        lede="Tillväxtverket beviljar er ansökan delvis.",
        rows=tuple(YearRow(year, 450_000, 400_000) for year in (2022, 2023, 2024)),
        period="Projektet får pågå från 1 september 2022 till och med 31 december 2024.",
        reasons=REASONS,
        conditions=("Pengarna får bara användas till projektet.",) * 8,
        more=(),
        legal_basis=("Beslutet följer förordningen.",),
        appeal=("Beslutet får inte överklagas.",),
        closing=("Hör av er om något är oklart.",),
        signed="Beslutet har fattats av Eva Strand. Föredragande har varit Sara Nyberg.",
        code="K7QF-2M9X-TD4R",
    )
    return render_to_string("letters/letter_pdf.html", {"letter": letter})


def ours(text: str) -> bytes:
    """The letter as the portal renders it, not signed."""
    from portal.pdf.archival import EmbeddedFile
    from portal.pdf.pictures import qr_code
    from portal.pdf.render import render_pdf

    return render_pdf(
        html=text,
        styles=("css/letter.css",),
        is_archival=True,
        embedded=[EmbeddedFile("beslut.json", "Beslutets uppgifter", b"{}", AT)],
        pictures={"qr": qr_code("http://127.0.0.1:8000/kontrollera/K7QF-2M9X-TD4R/")},
    )


def signed(text: str) -> bytes:
    """The letter as it is delivered."""
    from portal.pdf.certificates import credentials
    from portal.pdf.signing import sign_pdf, with_signature_field

    pdf = with_signature_field(ours(text), description="Elektronisk underskrift")
    return sign_pdf(pdf, credentials=credentials(), reason="Beslut 2022-000131", at=AT)


def bare(text: str) -> bytes:
    """WeasyPrint with the same HTML, fonts and CSS, kept as we keep them."""
    from portal.pdf.render import _machinery, _style

    weasyprint, font_config, _fetcher, _known = _machinery()
    document = weasyprint.HTML(string=text, url_fetcher=_pictures())
    styles = [_style("css/document.css"), _style("css/letter.css")]
    return document.write_pdf(
        stylesheets=styles, font_config=font_config, presentational_hints=True, pdf_variant="pdf/a-3a"
    )


def naive(text: str) -> bytes:
    """WeasyPrint as its first example has it: all read anew for each letter, fonts as the web has them."""
    import weasyprint
    from django.conf import settings
    from weasyprint.text.fonts import FontConfiguration

    files = settings.NODE_MODULES / "@fontsource/source-sans-3/files"
    faces = "".join(
        f"@font-face {{ font-family: 'Source Sans 3'; font-weight: {weight}; "
        f"src: url('{(files / f'source-sans-3-{letters}-{weight}-normal.woff2').as_uri()}') }}"
        for letters in ("latin", "latin-ext")
        for weight in (400, 600, 700)
    )
    fonts = FontConfiguration()
    css = [settings.BASE_DIR / "static/css/document.css", settings.BASE_DIR / "static/css/letter.css"]
    styles = [weasyprint.CSS(string=faces, font_config=fonts)]
    styles += [weasyprint.CSS(filename=path, font_config=fonts) for path in css]
    document = weasyprint.HTML(string=text, url_fetcher=_pictures())
    return document.write_pdf(stylesheets=styles, font_config=fonts, presentational_hints=True, pdf_variant="pdf/a-3a")


def _pictures() -> object:
    """A fetcher that knows the QR code."""
    from portal.pdf.fetcher import ClosedFetcher
    from portal.pdf.pictures import qr_code

    return ClosedFetcher({"qr": qr_code("http://127.0.0.1:8000/kontrollera/K7QF-2M9X-TD4R/")})


def timed(work: Callable[[str], bytes], text: str) -> float:
    """Seconds of the processor's, so that what else runs on the machine counts for neither way."""
    began = time.process_time()
    work(text)
    return time.process_time() - began


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()
    signed(html())


def _batch(number: int) -> int:
    text = html()
    for _letter in range(number):
        signed(text)
    return number


def pace_of_one_beside_two(turns: int, batch: int) -> float:
    """One worker's letters a second, signed, divided by two workers': the median of so many turns of both.

    In turns, since how quick a machine is may change from one minute to the next.
    """
    with _workers(1) as one, _workers(2) as two:
        for pool, number in ((one, 1), (two, 2)):
            _letters_a_second(pool, number, batch=2 * number)
        return median(
            _letters_a_second(one, 1, batch=batch) / _letters_a_second(two, 2, batch=batch) for _turn in range(turns)
        )


def _workers(number: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(number, mp_context=get_context("spawn"), initializer=_set_up)


def _letters_a_second(pool: ProcessPoolExecutor, workers: int, batch: int) -> float:
    began = time.perf_counter()
    list(pool.map(_batch, [batch // workers] * workers))
    return batch / (time.perf_counter() - began)


def measure(turns: int = TURNS, batch: int = BATCH) -> dict[str, tuple[float, float]]:
    """What was asked for and what came of it: {name: (measured, at most)}."""
    text = html()
    ways = {"bare": bare, "ours": ours, "signed": signed, "naive": naive}
    for work in ways.values():
        work(text)
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _turn in range(turns):
        for name, work in ways.items():
            times[name].append(timed(work, text))
    ms = {name: median(found) * 1000 for name, found in times.items()}
    print(", ".join(f"{name} {found:.0f} ms" for name, found in ms.items()), file=sys.stderr)
    return {
        "Letter: × bare WeasyPrint": (ms["ours"] / ms["bare"], 1 / 0.9),
        "Letter: × naive WeasyPrint": (ms["ours"] / ms["naive"], 1 / 3),
        "Signed letter: × naive WeasyPrint": (ms["signed"] / ms["naive"], 1 / 2),
        "Letters: one worker's pace × two workers'": (pace_of_one_beside_two(turns, batch), 1 / 1.8),
    }


def main() -> int:
    _set_up()
    for name, (value, goal) in measure().items():
        print(f"{'met   ' if value <= goal else 'MISSED'}  {name:<45} {value:6.2f}  goal {goal:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
