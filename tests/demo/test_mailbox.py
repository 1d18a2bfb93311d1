from datetime import UTC, datetime

import pytest
from django.core.mail import EmailMessage, get_connection

from applications.demo import mailbox


@pytest.fixture
def _mails_to_files(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = settings.MAIL_FILE_DIR
    settings.MAIL_FILE_DIR.mkdir(exist_ok=True)


@pytest.mark.usefixtures("_mails_to_files")
def test_mailbox_reads_a_mail_as_it_was_sent():
    body = "Hej Åsa,\n\nen rad som är " + "lång " * 40 + "\n-- \nTillväxtverket\n"
    EmailMessage("Kvitto: ansökan är inlämnad", body, to=["asa@region.example"], connection=get_connection()).send()
    mail = mailbox.sent_mails(10)[0]
    assert (mail.to, mail.subject, mail.body.strip()) == (
        "asa@region.example",
        "Kvitto: ansökan är inlämnad",
        body.strip(),
    )
    assert (datetime.now(UTC) - mail.sent_at).total_seconds() < 60
    assert mailbox.sent_mail(mail.name) == mail


@pytest.mark.usefixtures("_mails_to_files")
def test_mail_with_a_file_is_read_as_its_text_and_the_file_named():
    mail = EmailMessage("Kvitto", "Ansökan är inlämnad.", to=["asa@region.example"], connection=get_connection())
    mail.attach("ansokan.pdf", b"%PDF-1.7", "application/pdf")
    mail.send()
    read = mailbox.sent_mails(10)[0]
    assert (read.body.strip(), read.files) == ("Ansökan är inlämnad.", ("ansokan.pdf",))


def test_mailbox_without_mails_is_empty():
    assert mailbox.sent_mails(10) == []
    assert mailbox.sent_mail("../../etc/passwd") is None
