"""What identifies a study across processes and days: a digest of all that it depends on.

Two studies that differ have different digests.  That the same study has the same digest everywhere
is kept wherever it can be; where it cannot, a checkpoint is refused rather than trusted.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import types
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from negotiation.errors import NotDefinedError

_FORMAT = 2
"""To be raised when the same study gives other numbers than before, chunk by chunk."""
_Words = list[bytes]


def fingerprint(*parts: Any) -> str:
    """Return a digest of scenarios, rules, seeds and other plain values.

    Parameters
    ----------
    *parts : object
        Numbers, text, arrays, mappings, sequences, frozen dataclasses, distributions and functions
        that have a name.  The order of a mapping counts, since random numbers are drawn in it.
        Functions from outside this library are known by their name and their code.

    Returns
    -------
    str
        64 hexadecimal digits; the same in every process, whatever its hash seed.

    Raises
    ------
    NotDefinedError
        If something is a function without a name by which it could be recognised, or of a kind
        that cannot be taken apart.
    """
    # A new version of NumPy may draw other numbers from the same seed.
    series = ".".join(np.__version__.split(".")[:2])
    try:
        return _mark((_FORMAT, series, parts)).hex()
    except RecursionError:
        raise NotDefinedError(
            "A checkpoint cannot recognise something that contains itself; leave out checkpoint=."
        ) from None


def _mark(value: Any) -> bytes:
    """Return the digest of one value: of the lengths and contents of its words."""
    digest = hashlib.sha256()
    for word in _words(value):
        digest.update(f"{len(word)}:".encode())
        digest.update(word)
    return digest.digest()


def _text(*words: Any) -> _Words:
    return [str(each).encode("utf-8", "surrogatepass") for each in words]


def _words(value: Any) -> _Words:
    """Return the words that tell a value from every other, its kind first."""
    if value is None or isinstance(value, bool | np.bool_):
        return _text("constant", None if value is None else bool(value))
    if isinstance(value, type):
        return _text("type", *_known(value))
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, int | np.integer | float | np.floating | complex | str | bytes):
        return _scalar(value)
    if isinstance(value, Mapping):
        pairs = [part for pair in value.items() for part in pair]
        return [*_text("mapping", len(value)), *map(_mark, pairs)]
    if isinstance(value, set | frozenset):
        return [*_text("set"), *sorted(map(_mark, value))]
    if dataclasses.is_dataclass(value):
        given = [field.name for field in dataclasses.fields(value) if field.init]
        return [*_text("object", *_known(type(value))), *_attributes(value, given)]
    if isinstance(value, list | tuple):
        return [*_text("sequence", len(value)), *map(_mark, value)]
    return _function(value) if callable(value) else _other(value)


def _scalar(value: Any) -> _Words:
    if isinstance(value, int | np.integer):
        return _text("integer", int(value))
    if isinstance(value, float | np.floating):
        return _text("float", float(value).hex())
    if isinstance(value, complex):
        return _text("complex", value.real.hex(), value.imag.hex())
    return [b"bytes", value] if isinstance(value, bytes) else _text("text", value)


def _array(value: np.ndarray[Any, Any]) -> _Words:
    if value.dtype.hasobject:
        return [*_text("objects", value.shape), *map(_mark, value.ravel().tolist())]
    kind = value.dtype.newbyteorder("<")
    return [*_text("array", kind.str, value.shape), np.ascontiguousarray(value, kind).tobytes()]


def _attributes(value: Any, names: Iterable[str]) -> _Words:
    return [word for name in names for word in (name.encode(), _mark(getattr(value, name)))]


def _known(value: Any) -> tuple[str, str]:
    """Return the module and the name of a class or function, which must be found again by it."""
    module, name = getattr(value, "__module__", "") or "", getattr(value, "__qualname__", "")
    plain = getattr(value, "__name__", "")
    if not name and getattr(np, plain, None) is value:
        module, name = "numpy", plain  # before NumPy 2.2 its ufuncs do not say it
    if not name or "<" in name:
        raise NotDefinedError(
            "A checkpoint must be recognised later, and a lambda, or a function or class made "
            "inside a function, has no name of its own. Define it at the top of a module, or "
            "leave out checkpoint=.",
            given=name or repr(value),
        )
    return module, name


def _function(value: Any) -> _Words:
    """Return what identifies a function: its name, its code, and what it carries along."""
    if isinstance(value, functools.partial):
        return [b"partial", _mark((value.func, value.args, value.keywords))]
    bound = getattr(value, "__self__", None)
    if isinstance(value, types.MethodType):
        return [b"method", _mark((value.__func__, bound))]
    code = getattr(value, "__code__", None)
    if not (code or isinstance(value, types.BuiltinFunctionType | np.ufunc)):
        return _other(value)
    module, name = _known(value)
    words = _text("function", module, name)
    if code is None or module.split(".")[0] == "negotiation":
        return words
    return [*words, _code(code), _mark((value.__defaults__, value.__kwdefaults__))]


def _code(code: types.CodeType) -> bytes:
    """Return a digest of what a function does, not of where it stands."""
    constants = [_code(each) if hasattr(each, "co_code") else each for each in code.co_consts]
    return _mark((code.co_code, code.co_names, code.co_varnames, constants))


def _other(value: Any) -> _Words:
    """Return the words of a frozen distribution of scipy or a random stream; refuse the rest."""
    head = [*_text("other", *_known(type(value)))]
    if all(hasattr(value, name) for name in ("dist", "args", "kwds")):
        family = value.dist
        # A histogram or a table of values is told by its numbers, not by its name.
        own = [name for name in ("_histogram", "xk", "pk", "a", "b") if hasattr(family, name)]
        kind = _text(*_known(type(family)), family.name)
        return [*head, *kind, *_attributes(family, own), *_attributes(value, ("args", "kwds"))]
    if isinstance(value, np.random.SeedSequence):
        return [*head, *_attributes(value, ("entropy", "spawn_key", "pool_size"))]
    if isinstance(value, types.EllipsisType):
        return head
    raise NotDefinedError(
        f"A checkpoint cannot recognise a {type(value).__qualname__} again. Use frozen "
        "dataclasses, arrays and functions at the top of a module, or leave out checkpoint=.",
        given=value,
    )
