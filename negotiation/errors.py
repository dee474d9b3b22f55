"""What goes wrong, said so that the reader can put it right.

Every error of the library is a `NegotiationError` and also the builtin that a
Python user would expect to catch.  Its message names the place (file, actor,
issue, option), says what was wrong, what was given and, where a name was
misspelt, the nearest right one.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

_ABSENT: Any = object()

_LONGEST_QUOTE = 1000
"""Characters of a value that an error quotes in full."""

_LONGEST_MESSAGE = 4000
"""Characters that say what was wrong, at most: a message may list what is known."""

_LONGEST_NAME = 100
"""Characters of a name up to which the nearest right one is looked for."""

_MOST_NAMES = 1000
"""Names among which the nearest is looked for."""


class NegotiationError(Exception):
    """Base class of everything the library raises on purpose.

    Parameters
    ----------
    message : str
        What was wrong and what would be right, as a sentence.
    given : object, optional
        The offending value; it is quoted in the message.
    **place : str or None
        Where it happened, from the outside in: ``file=``, ``scenario=``,
        ``actor=``, ``issue=``, ``option=``, ``row=``, ``column=`` …  Kept as
        the attribute `place`.
    """

    def __init__(self, message: str, *, given: Any = _ABSENT, **place: Any) -> None:
        self.place = {key: value for key, value in place.items() if value is not None}
        where = ", ".join(f"{key} {_quoted(value)}" for key, value in self.place.items())
        message = _cut(message, _LONGEST_MESSAGE)
        text = f"{where}: {message}" if where else message
        if given is not _ABSENT:
            text = f"{text} (given: {_quoted(given)})"
        self.message = text
        super().__init__(text)

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restore, (type(self), self.message, self.place))


def _quoted(value: Any) -> str:
    """Return a value as an error quotes it: in full unless that would bury what is said of it."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # a number of thousands of digits; lists without end
        return f"{type(value).__name__} too large to show"
    return _cut(text, _LONGEST_QUOTE)


def _cut(text: str, most: int) -> str:
    """Return a text, its middle left out and its length told if it is too long."""
    if len(text) <= most:
        return text
    return f"{text[: most // 2]} … {text[-most // 2 :]} [{len(text):,} characters]"


def _restore(kind: type[NegotiationError], text: str, place: dict[str, Any]) -> NegotiationError:
    """Rebuild an error that crossed a process boundary, without quoting it twice."""
    error = kind(text)
    error.message, error.args = text, (text,)
    error.place = place
    return error


class InvalidValueError(NegotiationError, ValueError):
    """A value of the right type that cannot be meant: NaN, negative, out of range."""


class ContradictionError(InvalidValueError):
    """Statements that cannot all be true; the message names a smallest set of them.

    Attributes
    ----------
    statements : tuple of Statement
        The smallest set; `()` after the error has crossed a process boundary.
    """

    def __init__(self, message: str, *, statements: tuple[Any, ...] = (), **where: Any) -> None:
        super().__init__(message, **where)
        self.statements = statements


class InvalidTypeError(NegotiationError, TypeError):
    """A value of the wrong type."""


class UnknownNameError(NegotiationError, KeyError):
    """A name that nothing here bears; the message offers the nearest right one."""


class NotDefinedError(NegotiationError, ValueError):
    """The concept is not defined for this problem (number of actors, lotteries, …)."""


class UncertainError(NegotiationError, ValueError):
    """A number is asked for that is known only as a distribution; the message names it."""


class TooLargeError(NegotiationError, ValueError):
    """The problem is larger than the method asked for can hold."""


class MissingFileError(NegotiationError, FileNotFoundError):
    """There is no such file; the message names the nearest one beside it."""


class CheckpointError(NegotiationError, ValueError):
    """A checkpoint that is damaged, in use, or belongs to another study."""


class MissingDependencyError(NegotiationError, ImportError):
    """An optional package is not installed; the message is the line that installs it."""


def unknown_name(kind: str, name: Any, known: Iterable[Any], **place: Any) -> UnknownNameError:
    """Return the error for a misspelt name: what is known, and the nearest of it.

    Parameters
    ----------
    kind : str
        What the name should have been, such as ``"issue"``.
    name : object
        What was given.
    known : iterable
        The names that would have been right.
    **place : str
        As for `NegotiationError`.

    Returns
    -------
    UnknownNameError
    """
    names = [str(each) for each in known]
    near = _nearest(str(name), names)
    guess = f" Did you mean {near[0]!r}?" if near else ""
    shown = ", ".join(_quoted(each) for each in names[:12]) + (", …" if len(names) > 12 else "")
    article = "an" if kind[0] in "aeiou" else "a"
    return UnknownNameError(
        f"{_quoted(name)} is not {article} {kind}.{guess} Known: {shown or 'none'}.", **place
    )


def _nearest(name: str, names: list[str]) -> list[str]:
    """Return the name most like the given one, if any is; too many or too long are not compared."""
    known = [each for each in names[:_MOST_NAMES] if len(each) <= _LONGEST_NAME]
    if len(name) > _LONGEST_NAME:
        return []
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    if near:
        return near
    folded = {each.casefold(): each for each in known}
    near = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.4)
    return [folded[key] for key in near]
