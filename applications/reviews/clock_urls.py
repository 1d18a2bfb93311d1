"""The addresses of cases' time: the list of them, and each case's own for staff and for its region."""

from django.urls import path

from applications.reviews.views import clocks, refusal_letters

app_name = "clocks"

urlpatterns = [
    path("arbetslista/handlaggningstid/", clocks.ageing, name="list"),
    path("arbetslista/handlaggningstid/underratta/", clocks.tell_many, name="tell_many"),
    path("arenden/<int:case_id>/handlaggningstid/", clocks.case_time, name="case"),
    path("arenden/<int:case_id>/handlaggningstid/underratta/", clocks.tell, name="tell"),
    path("arenden/<int:case_id>/handlaggningstid/registrera-begaran/", clocks.register, name="register"),
    path("arenden/<int:case_id>/handlaggningstid/avsla-begaran/", clocks.refuse, name="refuse"),
    path("arenden/<int:case_id>/handlaggningstid/avslag.pdf", refusal_letters.pdf, name="refusal_pdf"),
    path("ansokningar/<int:case_id>/handlaggningstid/", clocks.region_time, name="region"),
]
