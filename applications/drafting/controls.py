"""A field of a section as its page shows it: what stands in it, what is wrong with it, and its control in HTML.

The names are those of Django's bound fields, so that a template takes either. Django's own are not used: a section's
form refuses nothing, and twenty of them cost more than all else on the page.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from applications.drafting.fields import Field, as_date
from portal.ui.numbers import grouped

_INPUT_TYPES = {"email": "email", "url": "url", "phone": "tel"}
# How many lines a text field shows, by the longest text it takes.
_ROWS_BY_LENGTH = ((600, 3), (1500, 5), (float("inf"), 8))
_MOST_RADIOS = 7


@dataclass(frozen=True)
class Option:
    """One of the choices, as a radio button."""

    id_for_label: str
    choice_label: str
    tag: SafeString


@dataclass(frozen=True)
class ShownField:
    """`spec` with the text `value` in it. `{{ field }}` is the control; going through it gives its radio buttons."""

    spec: Field
    value: str
    error: str = ""

    @property
    def label(self) -> str:
        return self.spec.label

    @property
    def help_text(self) -> str:
        return self.spec.hint

    @property
    def errors(self) -> list[str]:
        return [self.error] if self.error else []

    @property
    def auto_id(self) -> str:
        return self.spec.html_id

    @property
    def id_for_label(self) -> str:
        return self.spec.html_id

    @property
    def use_fieldset(self) -> bool:
        """Whether the field is a group of radio buttons."""
        return 0 < len(self.spec.options) <= _MOST_RADIOS and not self.spec.path.startswith("rows-")

    @property
    def aria_describedby(self) -> str:
        parts = [f"{self.auto_id}_helptext"] if self.spec.hint else []
        return " ".join([*parts, f"{self.auto_id}_error"] if self.error else parts)

    @property
    def is_optional(self) -> bool:
        return not self.spec.required

    @property
    def shows_length(self) -> bool:
        return self.spec.type == "long_text"

    @property
    def length_in_words(self) -> str:
        """How much of a text's room is used: 1 204 av 3 000 tecken."""
        lengths = {"count": grouped(len(self.value)), "limit": grouped(self.spec.max_length)}
        return _("%(count)s av %(limit)s tecken") % lengths

    @property
    def in_full(self) -> SafeString:
        """The field as drafting/_field.html writes it, for a form of twenty; not for a group of radio buttons.

        Written here and not in a template: twenty of them were most of what a section's page took.
        """
        hint, error, length = self.spec.hint, self.error, ""
        if hint:
            hint = format_html('<div class="form-text" id="{}_helptext">{}</div>', self.auto_id, hint)
        if error:
            error = format_html(
                '<div class="field-error" id="{}_error"><p><span class="visually-hidden">{} </span>{}</p></div>',
                self.auto_id,
                _("Fel:"),
                error,
            )
        if self.shows_length:
            length = format_html(
                '<small class="count" data-limit="{}">{}</small>', self.spec.max_length, self.length_in_words
            )
        return format_html(
            '<div class="field"><label class="form-label" for="{}">{}{}</label>{}{}{}{}</div>\n',
            self.auto_id,
            self.label,
            format_html('<span class="optional"> {}</span>', _("(frivilligt)")) if self.is_optional else "",
            hint,
            error,
            str(self),
            length,
        )

    def __iter__(self) -> Iterator[Option]:
        for number, (key, label) in enumerate(self.spec.options):
            html_id = f"{self.auto_id}_{number}"
            tag = format_html(
                '<input type="radio" name="{}" value="{}" class="form-check-input" id="{}"{}>',
                self.spec.path,
                key,
                html_id,
                SafeString(" checked") if key == self.value else "",
            )
            yield Option(html_id, label, tag)

    def __str__(self) -> SafeString:
        if self.spec.options:
            return self._select()
        if self.spec.type == "long_text":
            rows = next(rows for length, rows in _ROWS_BY_LENGTH if self.spec.max_length <= length)
            # A browser drops the first line feed of a text field. It brings a text back on the way back only where it
            # may remember it, so that there is no autocomplete="off" here.
            return format_html(
                '<textarea name="{}" rows="{}" class="{}"{}>\n{}</textarea>',
                self.spec.path,
                rows,
                self._class("form-control"),
                self._described,
                self.value,
            )
        return self._input()

    def _input(self) -> SafeString:
        kind, css, extra = _INPUT_TYPES.get(self.spec.type, "text"), "form-control", ""
        if self.spec.type == "amount":
            css, extra = "form-control amount", SafeString(' inputmode="numeric"')
        if self.spec.type == "date":
            # A browser's calendar shows nothing for what is not a date: then the text stands in a plain field.
            kind, css = "date" if not self.value or as_date(self.value) else "text", "form-control date"
        value = format_html(' value="{}"', self.value) if self.value else ""
        return format_html(
            '<input type="{}" name="{}"{} class="{}" autocomplete="off"{}{}>',
            kind,
            self.spec.path,
            value,
            self._class(css),
            extra,
            self._described,
        )

    def _select(self) -> SafeString:
        choices = [("", _("Välj")), *self.spec.options]
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SafeString(" selected") if key == self.value else "", label) for key, label in choices),
        )
        return format_html(
            '<select name="{}" class="{}"{}>{}</select>',
            self.spec.path,
            self._class("form-select"),
            self._described,
            options,
        )

    def _class(self, css: str) -> str:
        return f"{css} is-invalid" if self.error else css

    @property
    def _described(self) -> SafeString:
        """The control's id, and the ids of what is said of it."""
        described = format_html(' aria-describedby="{}"', self.aria_describedby) if self.aria_describedby else ""
        wrong = SafeString(' aria-invalid="true"') if self.error else ""
        return format_html(' id="{}"{}{}', self.auto_id, described, wrong)
