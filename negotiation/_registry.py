"""The shelf on which a room keeps its members, filled by the members themselves.

A member file calls its room's decorator; importing the room imports every file
in it that does not begin with ``_``.  A new member is therefore one new file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from negotiation.errors import InvalidValueError, unknown_name

M = TypeVar("M")


class Registry(Mapping[str, M], Generic[M]):
    """Members by name, in the order of their names.

    Parameters
    ----------
    kind : str
        What a member is, as errors call it: ``"solution concept"``.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._members: dict[str, M] = {}

    def add(self, name: str, member: M) -> M:
        """Put `member` on the shelf under `name` and return it."""
        if name in self._members:
            raise InvalidValueError(f"Two members are both called {name!r}.", registry=self.kind)
        self._members[name] = member
        return member

    def __getitem__(self, name: str) -> M:
        if name not in self._members:
            raise unknown_name(self.kind, name, self)
        return self._members[name]

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._members))

    def __len__(self) -> int:
        return len(self._members)

    def __repr__(self) -> str:
        return f"<{len(self)} members of kind {self.kind!r}: {', '.join(self)}>"


def import_members(package: str, path: list[str]) -> None:
    """Import every member file of a room, so that each can register itself.

    Parameters
    ----------
    package : str
        The room's ``__name__``.
    path : list of str
        The room's ``__path__``.
    """
    for module in pkgutil.iter_modules(path):
        if not module.name.startswith("_"):
            importlib.import_module(f"{package}.{module.name}")
