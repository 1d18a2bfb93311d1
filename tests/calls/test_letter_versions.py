import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from applications.calls.actions import keep_letter_texts
from applications.calls.models import LetterText, LetterTextVersion
from tests.factories.accounts import staff
from tests.factories.calls import call

pytestmark = pytest.mark.django_db


def test_texts_that_change_become_a_new_version_and_the_old_one_stands(now):
    made, by = call(), staff("call_administrator")
    first = keep_letter_texts(call=made, by=by, at=now)["reject"]
    LetterText.objects.filter(call=made, outcome="reject").update(closing="Hör av er till {{handläggare}}.")
    second = keep_letter_texts(call=made, by=by, at=now)["reject"]

    assert (first.number, second.number) == (1, 2)
    assert second.closing == "Hör av er till {{handläggare}}."
    assert second.created_by == by
    assert LetterTextVersion.objects.filter(call=made).count() == 6


def test_texts_that_say_the_same_keep_their_version(now):
    made = call()

    assert keep_letter_texts(call=made, by=None, at=now) == keep_letter_texts(call=made, by=None, at=now)


def test_one_outcome_alone_may_be_kept(now):
    assert set(keep_letter_texts(call=call(), by=None, at=now, outcome="grant")) == {"grant"}


@pytest.mark.sqlite
def test_version_is_never_changed_or_deleted(now):
    version = keep_letter_texts(call=call(), by=None, at=now)["grant"]
    for change in (
        lambda: LetterTextVersion.objects.filter(pk=version.pk).update(appeal="Annat"),
        lambda: LetterTextVersion.objects.filter(pk=version.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_text_with_a_placeholder_that_is_not_there_is_refused_by_field():
    text = LetterText.objects.get(call=call(), outcome="grant")
    text.appeal, text.conditions = "{{domstol}}", "{{region}}"

    with pytest.raises(ValidationError) as fault:
        text.full_clean()
    assert set(fault.value.message_dict) == {"appeal", "conditions"}
