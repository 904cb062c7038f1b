"""Who acts: the two sides, the people, their posts, their tokens, and how they signed in."""

from people.models.person import REPRESENTING_ROLES, ROLES_OF_A_SIDE, Clock, Role, Side, User
from people.models.post import Post
from people.models.signin import SignIn, SignInKind
from people.models.token import ApiToken, Scope

__all__ = [
    "REPRESENTING_ROLES",
    "ROLES_OF_A_SIDE",
    "ApiToken",
    "Clock",
    "Post",
    "Role",
    "Scope",
    "Side",
    "SignIn",
    "SignInKind",
    "User",
]
