"""The client makes the id of what it creates, so that sending it twice makes one."""

import uuid
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from incidents.errors import IdTaken, ReplayDiffers


def made_before(model: Any, id: uuid.UUID | None, **said: Any) -> Any:
    """Return the row that the same request made before, or None where there is none.

    `said` holds what the request says, its author among it, by names of fields.

    :raises ReplayDiffers: if the id came before from the same author with something else.
    :raises IdTaken: if the id is of another's row.
    """
    row = model.objects.filter(pk=id).first() if id is not None else None
    if row is None:
        return None
    author = "by" if "by" in said else "made_by"
    if getattr(row, author) != said[author]:
        raise IdTaken(_("This id is taken. Make a new one."))
    if any(getattr(row, name) != value for name, value in said.items()):
        raise ReplayDiffers(_("This id came before with another body."))
    return row


def insert(row: models.Model) -> None:
    """Save a new row.

    :raises IdTaken: if the id is of another row, seen or unseen: the answer is the same.
    """
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if f"{row._meta.db_table}_pkey" not in str(error):
            raise
        raise IdTaken(_("This id is taken. Make a new one.")) from error
