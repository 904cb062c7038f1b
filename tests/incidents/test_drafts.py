"""Nothing typed is lost."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from incidents.drafts import (
    AlreadySent,
    AnswerTooLong,
    discard_draft,
    drafts_of,
    find_draft,
    mark_sent,
    owner_mark,
    read_owner_mark,
    save_answers,
    stated_at,
    typed_answers,
)
from incidents.errors import IdTaken
from incidents.models import IncidentDraft
from people.actors import acting_as, actor_for
from tests.incidents.typed import answers


@pytest.fixture(autouse=True)
def acting(officer: Any) -> Any:
    with acting_as(actor_for(officer)):
        yield


def test_an_empty_form_makes_no_draft(officer: Any) -> None:
    assert save_answers(user=officer, id=uuid.uuid4(), answers={}) is None
    assert not drafts_of(officer).exists()


def test_answers_are_kept_as_typed_right_or_wrong(officer: Any) -> None:
    id = uuid.uuid4()

    save_answers(user=officer, id=id, answers={"title": "Спор", "minutes_ago": "ten"})

    assert find_draft(user=officer, id=id).answers == {"title": "Спор", "minutes_ago": "ten"}


def test_saving_some_answers_leaves_the_others(officer: Any) -> None:
    id = uuid.uuid4()
    save_answers(user=officer, id=id, answers={"title": "A", "forms": ["crowd"]})

    save_answers(user=officer, id=id, answers={"crowd": "10_50"}, only=["crowd", "forms"])

    assert find_draft(user=officer, id=id).answers == {"title": "A", "crowd": "10_50"}


def test_minutes_ago_keep_their_moment_while_other_answers_change(officer: Any) -> None:
    id = uuid.uuid4()
    draft = save_answers(user=officer, id=id, answers=answers(), typed_ago=timedelta(minutes=30))
    said = stated_at(draft)

    draft = save_answers(user=officer, id=id, answers=answers(title="Another"))

    assert stated_at(draft) == said
    assert timezone.now() - said > timedelta(minutes=29)


def test_minutes_said_anew_count_anew(officer: Any) -> None:
    id = uuid.uuid4()
    save_answers(user=officer, id=id, answers=answers(), typed_ago=timedelta(minutes=30))

    draft = save_answers(user=officer, id=id, answers=answers(minutes_ago="5"))

    assert timezone.now() - stated_at(draft) < timedelta(minutes=1)


def test_an_outage_claimed_is_bounded(officer: Any) -> None:
    draft = save_answers(user=officer, id=uuid.uuid4(), answers=answers(), typed_ago=timedelta(days=400))

    assert timezone.now() - stated_at(draft) < timedelta(hours=13)


def test_a_sent_draft_takes_no_more_answers(officer: Any) -> None:
    draft = save_answers(user=officer, id=uuid.uuid4(), answers=answers())
    mark_sent(draft)

    with pytest.raises(AlreadySent):
        save_answers(user=officer, id=draft.pk, answers=answers())
    assert draft.answers == {}


def test_the_id_of_somebody_elses_draft_is_taken(officer: Any, counterpart: Any) -> None:
    with acting_as(actor_for(counterpart)):
        theirs = save_answers(user=counterpart, id=uuid.uuid4(), answers=answers())

    with pytest.raises(IdTaken):
        save_answers(user=officer, id=theirs.pk, answers=answers(title="Mine"))
    with acting_as(actor_for(counterpart)):
        assert find_draft(user=counterpart, id=theirs.pk).answers["title"] == answers()["title"]


def test_a_draft_is_its_authors_alone_even_past_the_code(officer: Any, representative_tj: Any) -> None:
    draft = save_answers(user=officer, id=uuid.uuid4(), answers=answers())

    with acting_as(actor_for(representative_tj)):
        assert not IncidentDraft.objects.filter(pk=draft.pk).exists()


def test_a_draft_put_away_comes_back_when_typed_in(officer: Any) -> None:
    draft = save_answers(user=officer, id=uuid.uuid4(), answers=answers())
    discard_draft(user=officer, id=draft.pk)
    assert not drafts_of(officer).exists()

    save_answers(user=officer, id=draft.pk, answers={"title": "Again"}, only=["title"])

    assert drafts_of(officer).get().answers["crowd"] == "50_200"


def test_what_a_database_cannot_hold_is_dropped() -> None:
    typed = typed_answers(
        QueryDict("title=a%00b&forms=&crowd=%20"), names=["title", "forms", "crowd"], several=["forms"]
    )

    assert typed == {"title": "ab"}


def test_a_text_without_end_is_refused_not_cut() -> None:
    post = QueryDict(mutable=True)
    post["title"] = "x" * 20_001

    with pytest.raises(AnswerTooLong):
        typed_answers(post, names=["title"], several=[])


def test_the_mark_of_a_form_names_draft_and_author(officer: Any) -> None:
    id = uuid.uuid4()

    assert read_owner_mark(owner_mark(user=officer, id=id)) == (id, officer.pk, "TJ")


@pytest.mark.parametrize("mark", ["", "x", "a:b:c", owner_mark.__name__ + ":1:2"])
def test_a_mark_that_is_not_ours_names_nobody(mark: str) -> None:
    assert read_owner_mark(mark) is None


def test_the_moment_is_kept_with_its_offset(officer: Any) -> None:
    draft = save_answers(user=officer, id=uuid.uuid4(), answers=answers())

    assert datetime.fromisoformat(draft.answers["stated_at"]).tzinfo is not None
