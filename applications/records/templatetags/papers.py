"""What the PDF of a case's papers needs."""

from django import template

from portal.pdf import text

register = template.Library()


@register.filter
def breakable(words: str) -> str:
    """Text from people, fit for a document, with places to break endless words."""
    return text.breakable(text.clean(words))
