"""Numbers that come in from outside and that no column can hold: no row has them, so they find nothing.

Django knows this of `pk=` and its like, but not of `pk__in=`, and what PostgreSQL is told apart from the question
must fit the column (`server_side_binding` in the settings).
"""

from typing import Any

from django.db.models import IntegerField
from django.db.models.lookups import In


@IntegerField.register_lookup
class InReach(In):
    """`in`, of the numbers that the column can hold."""

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        if self.rhs_is_direct_value():
            low, high = connection.ops.integer_field_range(self.lhs.output_field.get_internal_type())
            if low is not None:
                self.rhs = [each for each in self.rhs if not isinstance(each, int) or low <= each <= high]
        return super().process_rhs(compiler, connection)
