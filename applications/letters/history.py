"""What the events of a case that this room records are called on pages."""

from django.utils.translation import gettext_lazy as _

from portal.audit.labels import register

register(
    "cases.case",
    {
        "letter_made": _("%(by)s skapade beslutsbrevet."),
        "letter_delivered": _("%(by)s lämnade beslutsbrevet till regionen och meddelade dess personer."),
        "mailing_started": _("%(by)s startade utskicket av beslutsbrevet, tillsammans med andra."),
        "mailing_stopped": _("%(by)s stoppade utskicket av beslutsbrevet."),
        "mailing_continued": _("%(by)s fortsatte utskicket av beslutsbrevet."),
        "letter_reminded_of": _("%(by)s påminde regionen om beslutsbrevet, som ingen hade öppnat."),
        "letter_opened": _("%(by)s öppnade beslutsbrevet för första gången."),
        "letter_acknowledged": _("%(by)s bekräftade att regionen har tagit del av beslutet."),
    },
)
