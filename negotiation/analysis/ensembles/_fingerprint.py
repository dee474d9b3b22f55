"""What identifies a study across processes and days: a digest of all that it depends on."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from negotiation.errors import NotDefinedError


def fingerprint(*parts: Any) -> str:
    """Return a digest of scenarios, rules, seeds and other plain values.

    Raises
    ------
    NotDefinedError
        If something is a function without a name by which it could be recognised.
    """
    digest = hashlib.sha256()
    _add(digest, parts, ())
    return digest.hexdigest()


def _add(digest: Any, value: Any, path: tuple[str, ...]) -> None:
    """Add one value, told apart from every other kind of value."""
    for word in _words(value, path):
        if isinstance(word, bytes):
            digest.update(word)
        elif isinstance(word, str):
            digest.update(f"{len(word)}:{word};".encode())
        else:
            _add(digest, word[0], (*path, word[1]))


def _words(value: Any, path: tuple[str, ...]) -> list[Any]:
    if value is None or isinstance(value, bool | int | str):
        return [type(value).__name__, str(value)]
    if isinstance(value, float | np.floating):
        return ["float", float(value).hex()]
    if isinstance(value, np.integer | np.bool_):
        return [type(value.item()).__name__, str(value.item())]
    if isinstance(value, np.ndarray):
        if value.dtype == object:
            return ["list", str(value.shape), *_members(value.ravel())]
        told = np.ascontiguousarray(value)
        return ["array", told.dtype.str, str(told.shape), told.tobytes()]
    if isinstance(value, Mapping):
        pairs = list(value.items())
        return ["map", str(len(pairs)), *_members([part for pair in pairs for part in pair])]
    if isinstance(value, list | tuple | set | frozenset):
        members = sorted(value, key=repr) if isinstance(value, set | frozenset) else value
        return ["list", str(len(members)), *_members(members)]
    if isinstance(value, type):
        return ["type", value.__module__, value.__qualname__]
    return _object(value, path)


def _members(values: Any) -> list[Any]:
    return [(value, str(place)) for place, value in enumerate(values)]


def _object(value: Any, path: tuple[str, ...]) -> list[Any]:
    kind = type(value)
    head = ["object", kind.__module__, kind.__qualname__]
    own = getattr(value, "fingerprint_parts", None)
    if own is not None:
        return [*head, (own(), "parts")]
    if dataclasses.is_dataclass(value):
        fields = [field for field in dataclasses.fields(value) if field.init]
        return [*head, *((getattr(value, field.name), field.name) for field in fields)]
    if hasattr(value, "dist") and hasattr(value, "args") and hasattr(value, "kwds"):
        return [*head, value.dist.name, (value.args, "args"), (dict(value.kwds), "kwds")]
    if callable(value):
        name = getattr(value, "__qualname__", "")
        if not name or "<" in name:
            raise NotDefinedError(
                "A checkpoint must be recognised later, and a lambda or a function inside a "
                "function has no name of its own. Define it at the top of a module, or leave "
                "out checkpoint=.",
                given=name or kind.__qualname__,
            )
        return ["function", getattr(value, "__module__", "") or "", name]
    raise NotDefinedError(
        f"A checkpoint cannot recognise a {kind.__qualname__} again; leave out checkpoint=.",
        part=" / ".join(path),
    )
