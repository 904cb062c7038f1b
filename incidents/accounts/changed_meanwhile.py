"""What somebody else of the own side saved while a form was open, beside what was typed into it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from incidents.accounts.forms import AccountForm, answers_of
from incidents.accounts.hashing import OF_CASUALTY, OF_SOURCE
from incidents.accounts.rows import CasualtyRow, Rows, SourceRow, answers_of_row
from incidents.accounts.versions import tag_of
from incidents.models import Account, Casualty, Source
from people.models import User

LOOKED_BACK = 100
# Of a row these would not be understood without their names.
NAMED = {"low", "high", "as_of"}


@dataclass(frozen=True)
class Change:
    """One question: what stood when the form was opened (None where that is not known), what stands, what was typed."""

    label: str
    anchor: str
    now: str
    typed: str
    before: str | None = None


@dataclass(frozen=True)
class Changes:
    """Who saved last and when, and each question that is answered otherwise than it was typed."""

    at: datetime | None
    state: str = ""
    version: int = 0
    rows: list[Change] = field(default_factory=list)


def changes_between(answers: Any, current: Account | None, tag: str) -> Changes:
    """Return how what stands now differs from what was typed, of what changed since the version of the tag."""
    user = answers.read.reader
    if current is None:
        return Changes(None)
    before = _as_it_was(current, tag)
    form = answers.form
    rows = [*_facts(form, current, before, user)]
    if _have_rows_changed(Casualty, current, before):
        rows += _of_rows(answers.casualties, CasualtyRow, Casualty, OF_CASUALTY, current, sides=answers.sides)
    if _have_rows_changed(Source, current, before):
        rows += _of_rows(answers.sources, SourceRow, Source, OF_SOURCE, current)
    return Changes(current.updated_at, str(current.get_state_display()), current.version, rows)


def _as_it_was(current: Account, tag: str) -> Any:
    """Return the history row of what the tag names, or None where it is none of this side's versions."""
    events = Account.pgh_event_models["update"]  # type: ignore[attr-defined]
    history = events.objects.filter(incident=current.incident_id, side=current.side_id).order_by("-pgh_id")
    return next((row for row in history[:LOOKED_BACK] if tag_of(row) == tag), None)


def _have_rows_changed(model: Any, current: Account, before: Any) -> bool:
    """Whether rows were written or taken back since; where what was read is not of this version, they may have been."""
    if before is None or before.id != current.pk:
        return True
    events = model.pgh_event_models["update"].objects.filter(account=current.pk)
    # A history row bears the time its transaction began, which is before that of its account.
    return bool(events.filter(pgh_created_at__gt=before.updated_at).exists())


def _facts(form: AccountForm, current: Account, before: Any, user: User) -> Iterable[Change]:
    now, was = answers_of(current, user), answers_of(before, user) if before is not None else None
    for name, question in form.fields.items():
        if name in {"confirm_far"}:
            continue
        typed, stands = _shown(question, form[name].value()), _shown(question, now.get(name))
        former = _shown(question, was.get(name)) if was is not None else None
        if typed != stands and former != stands:
            yield Change(str(question.label), form[name].auto_id or "", stands, typed, former)


def _shown(question: Any, value: Any) -> str:
    """Return an answer as it reads: the words of its choices."""
    values = value if isinstance(value, list) else [value]
    labels = {str(code): str(label) for code, label in _flat(getattr(question, "choices", ()))}
    texts = [str(each).replace("\r\n", "\n").strip() for each in values if each not in (None, "")]
    return ", ".join(sorted(labels.get(text, text) for text in texts))


def _flat(choices: Any) -> Iterable[tuple[Any, Any]]:
    for code, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield code, label


def _of_rows(rows: Rows, row: Any, model: Any, fields: Any, current: Account, **kwargs: Any) -> Iterable[Change]:
    stored = [row(initial=answers_of_row(each, fields), **kwargs) for each in model.objects.of(current)]
    now = sorted(filter(None, (_line(each) for each in stored)))
    typed = sorted(filter(None, (_line(each) for each in rows.rows if not each.is_taken_away)))
    if now == typed:
        return
    yield Change(rows.label, rows.prefix, "\n".join(now), "\n".join(typed))


def _line(row: Any) -> str:
    words = []
    for name, question in row.fields.items():
        said = _shown(question, row[name].value()) if name not in {"take_away", "licence"} else ""
        if said:
            words.append(f"{question.label}: {said}" if name in NAMED else said)
    return ", ".join(words)
