"""What comes of opening a file: what is kept of it, or the rule that it breaks."""

from dataclasses import dataclass, field
from typing import Any


class Refused(Exception):
    """The file is not taken. `code` names the rule that it breaks; `errors.py` has the words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Cleaned:
    """What is kept of a file, and what it said of itself before (`found`: time and place of a photograph)."""

    data: bytes
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    preview: bytes = b""
    found: dict[str, Any] = field(default_factory=dict)
