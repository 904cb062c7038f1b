"""Verbs about people: one module for each idea, all of them called from here."""

from people.services.ending import end_everything, phone_is_lost, reset_factor
from people.services.passwords import password_was_changed, reset_password
from people.services.posts import add_post, retire_post, take_up_post
from people.services.preferences import change_preferences
from people.services.rights import add_person, change_person, deactivate, move_to_side, reactivate
from people.services.tokens import create_token, revoke_token

__all__ = [
    "add_person",
    "add_post",
    "change_person",
    "change_preferences",
    "create_token",
    "deactivate",
    "end_everything",
    "move_to_side",
    "password_was_changed",
    "phone_is_lost",
    "reactivate",
    "reset_factor",
    "reset_password",
    "retire_post",
    "revoke_token",
    "take_up_post",
]
