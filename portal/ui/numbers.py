"""Amounts and sizes as text, the Swedish way."""

from django.utils.formats import number_format

NBSP = "\u00a0"
MEGABYTE = 1_000_000


def grouped(number: int) -> str:
    """2857000 as "2 857 000", with hard spaces and a real minus sign."""
    return f"{number:,}".replace(",", NBSP).replace("-", "\u2212")


def kronor(amount: int | None) -> str:
    """2857000 as "2 857 000 kr"; nothing at all as a dash."""
    return "–" if amount is None else f"{grouped(amount)}{NBSP}kr"


def file_size(size: int) -> str:
    """Bytes as "340 kB", "2,4 MB" or "10 MB", with the decimal sign of the language in use."""
    if size < MEGABYTE:
        return f"{max(round(size / 1000), 1)}{NBSP}kB"
    return f"{number_format(size / MEGABYTE, decimal_pos=1 if size % MEGABYTE else 0)}{NBSP}MB"
