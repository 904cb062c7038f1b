"""A side's own vocabulary of its posts."""

from django.db import transaction
from django.utils.translation import gettext as _

from people.errors import NameTaken, NotOfThisSide
from people.models import Post, Role, User


def _administers(by: User) -> str:
    if by.role != Role.ADMINISTRATOR or by.side_id is None:
        raise NotOfThisSide(_("Only an administrator of a side keeps its posts."))
    return by.side_id


@transaction.atomic
def add_post(*, name: str, by: User) -> Post:
    """Add a post to the side's vocabulary.

    :raises NotOfThisSide: if the person is not an administrator.
    :raises NameTaken: if the side has a post of that name, retired ones included.
    """
    side = _administers(by)
    # Not in the database: its collation knows the case of Latin letters only.
    known = {known.casefold() for known in Post.objects.of_side(side).values_list("name", flat=True)}
    if name.casefold() in known:
        raise NameTaken({"name": [_("Your side has a post of this name.")]})
    return Post.objects.create(side_id=side, name=name)


def retire_post(*, post: Post, by: User) -> None:
    """Take a post out of what can be chosen; what was written under it keeps its name."""
    _use(post, by, is_active=False)


def take_up_post(*, post: Post, by: User) -> None:
    """Offer a retired post again."""
    _use(post, by, is_active=True)


def _use(post: Post, by: User, *, is_active: bool) -> None:
    if post.side_id != _administers(by):
        raise NotOfThisSide(_("This post is not of your side."))
    post.is_active = is_active
    post.save(update_fields=["is_active"])
