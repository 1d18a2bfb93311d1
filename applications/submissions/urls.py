from django.urls import path

from applications.submissions.views import (
    changing,
    handed_in,
    handing_in,
    pdfs,
    receipts,
    registering,
    signing_off,
    supplements,
)

app_name = "submissions"

urlpatterns = [
    path("ansokningar/<int:case_id>/lamna-in/", handing_in.check, name="check"),
    path("ansokningar/<int:case_id>/klar/", signing_off.mark_ready, name="mark_ready"),
    path("ansokningar/<int:case_id>/inte-klar/", signing_off.take_back, name="take_back"),
    path("ansokningar/<int:case_id>/skicka-tillbaka/", signing_off.send_back, name="send_back"),
    path("ansokningar/<int:case_id>/pdf/", pdfs.draft_pdf, name="draft_pdf"),
    path("ansokningar/<int:case_id>/utkast.pdf", pdfs.draft_file, name="draft_file"),
    path("ansokningar/<int:case_id>/kvitto/", handed_in.receipt, name="receipt"),
    path("ansokningar/<int:case_id>/kvitto/<int:number>/", handed_in.receipt, name="version_receipt"),
    path("ansokningar/<int:case_id>/oppna/", changing.reopen, name="reopen"),
    path("ansokningar/<int:case_id>/avbryt-andring/", changing.end_reopening, name="end_reopening"),
    path("ansokningar/<int:case_id>/aterkalla/", changing.withdraw, name="withdraw"),
    path("ansokningar/<int:case_id>/komplettering/", supplements.supplement, name="supplement"),
    path("ansokningar/<int:case_id>/komplettering/mer-tid/", supplements.more_time, name="more_time"),
    path("arenden/<int:case_id>/komplettering/", supplements.supplements, name="supplements"),
    path(
        "arenden/<int:case_id>/komplettering/mer-tid/<int:more_time_id>/",
        supplements.answer_more_time,
        name="answer_more_time",
    ),
    path("arenden/<int:case_id>/komplettering/avsluta/", supplements.close_supplement, name="close_supplement"),
    path("arenden/<int:case_id>/ansokan/", handed_in.application, name="application"),
    path("arenden/<int:case_id>/versioner/", handed_in.versions, name="versions"),
    path("arenden/<int:case_id>/versioner/jamfor/", handed_in.diff, name="diff"),
    path("arenden/<int:case_id>/versioner/<int:number>/", handed_in.application, name="version"),
    path("arenden/<int:case_id>/versioner/<int:number>/pdf/", pdfs.version_pdf, name="version_pdf"),
    path("arenden/<int:case_id>/versioner/<int:number>/ansokan.pdf", pdfs.version_file, name="pdf"),
    path("arenden/<int:case_id>/versioner/<int:number>/ansokan.json", pdfs.content, name="content"),
    path("diarium/registrera/", registering.register, name="register"),
    path("kvitto/", receipts.check, name="receipt_check"),
]
