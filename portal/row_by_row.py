"""Whether there is something, looked up for each row that a page shows."""

from django.db.models import Exists


class ExistsForRow(Exists):
    """An `Exists` to annotate the few rows of a page with.

    Of a plain one PostgreSQL may first make a list for all the rows that there are, without regard to how few of them
    the page takes; with an offset, be it none, it looks each row up.
    """

    template = "EXISTS(%(subquery)s OFFSET 0)"
