"""One who asks, over and over."""

from typing import Any

from django.test import Client


class Asker(Client):
    """A browser or a program that keeps nothing of how a page was made: copying contexts takes longer than the page."""

    def request(self, **request: Any) -> Any:
        answer = self.handler(self._base_environ(**request))
        self.cookies.update(answer.cookies)
        return answer
