"""A document of nested tables in which every value knows where it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from negotiation._arrays import number
from negotiation.errors import InvalidTypeError, InvalidValueError, NegotiationError, unknown_name

_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Node:
    """A value of a document and the keys that lead to it.

    Parameters
    ----------
    value : object
        A table (dict), an array (list) or a plain value.
    path : tuple of str or int
        The keys from the top; numbers count the members of an array from 0.
    """

    value: Any
    path: tuple[str | int, ...] = ()

    @property
    def key(self) -> str:
        """The path as the file would write it: ``actors.DPRK.preferences."land and water"``."""
        text = ""
        for part in self.path:
            if isinstance(part, int):
                text += f"[{part}]"
            else:
                text += ("." if text else "") + (
                    part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=False)
                )
        return text

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Name this key in every error raised within that names no key yet."""
        try:
            yield
        except NegotiationError as error:
            if "key" in error.place or not self.path:
                raise
            located = type(error)(error.message, key=self.key)
            located.place.update(error.place)
            raise located from error.__cause__
        except OverflowError:
            raise InvalidValueError("A number here is too large.", key=self.key) from None

    def table(self, known: Collection[str] | None = None) -> dict[str, Node]:
        """Return the members of a table by key, refusing keys that are not `known`."""
        if not isinstance(self.value, dict):
            raise self.mistyped("a table of keys and values")
        if known is not None:
            told = frozenset(known)
            for name in self.value:
                if name not in told:
                    with self.inside():
                        raise unknown_name("key here", name, known)
        return {name: Node(each, (*self.path, name)) for name, each in self.value.items()}

    def array(self) -> list[Node]:
        """Return the members of an array."""
        if not isinstance(self.value, list):
            raise self.mistyped("an array in square brackets")
        return [Node(each, (*self.path, place)) for place, each in enumerate(self.value)]

    def pair(self, what: str) -> tuple[Node, Node]:
        """Return the two members of an array that must have two."""
        members = self.array()
        if len(members) != 2:
            raise self.mistyped(what)
        return members[0], members[1]

    def require(self, name: str) -> Node:
        """Return the member `name` of a table, or say that it is missing."""
        members = self.table()
        if name not in members:
            with self.inside():
                raise InvalidValueError(f"The key {name!r} is missing here.")
        return members[name]

    def optional_text(self, name: str) -> str:
        """Return the text `name` of a table, ``""`` if it is left out."""
        members = self.table()
        return members[name].text() if name in members else ""

    def text(self) -> str:
        """Return a value that must be text."""
        if not isinstance(self.value, str):
            raise self.mistyped("text in quotes")
        return self.value

    def flag(self) -> bool:
        """Return a value that must be true or false."""
        if not isinstance(self.value, bool):
            raise self.mistyped("true or false")
        return self.value

    def number(self) -> float:
        """Return a value that must be a finite number."""
        with self.inside():
            return number(self.value, "This")

    def mistyped(self, wanted: str) -> NegotiationError:
        """Return the error that says what this must be."""
        place = {"key": self.key} if self.path else {}
        return InvalidTypeError(f"This must be {wanted}.", given=self.value, **place)
