"""What the PDF of a case's papers needs."""

from django import template

from portal.pdf import text

register = template.Library()


@register.filter
def good_breaks(words: str) -> str:
    """Text from people, fit for a document, broken into lines where it should be."""
    return text.with_good_breaks(text.clean(words))
