"""Payoffs of a signalling game as an analyst writes them, read into one array per message."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, floats, number, read_only
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name

END = "(end)"
"""The single response to a message that ends the game."""

Labels = tuple[str, ...]
Read = tuple[Labels, tuple[Labels, ...], tuple[FloatArray, ...]]


def labels(given: Any, kind: str, **place: Any) -> Labels:
    """Return names of types, messages or responses: at least one, all different."""
    if isinstance(given, str) or not hasattr(given, "__iter__"):
        raise InvalidTypeError(f"{kind.capitalize()}s are a list of names.", given=given, **place)
    names = tuple(str(each) for each in given)
    if not names:
        raise InvalidValueError(f"There must be at least one {kind}.", **place)
    for name in names:
        if names.count(name) > 1:
            raise InvalidValueError(f"Two {kind}s have the same name.", given=name, **place)
    return names


def prior_of(types: Any, prior: Any) -> tuple[Labels, FloatArray]:
    """Return the types and the probability of each."""
    if isinstance(types, Mapping):
        if prior is not None:
            raise InvalidTypeError(
                "Write types={type: probability}, or a list of types and prior=, not both."
            )
        types, prior = list(types), list(types.values())
    names = labels(types, "type")
    if prior is None:
        raise InvalidTypeError(
            "Every type needs a prior probability: types={type: probability}, or prior=[…]."
        )
    if isinstance(prior, Mapping):
        _known("type", prior, names)
        prior = [_entry(prior, "type", name) for name in names]
    chances = [
        number(each, "The prior probability", type=name) for name, each in _paired(names, prior)
    ]
    for name, chance in zip(names, chances, strict=True):
        if chance < 0:
            raise InvalidValueError("A probability cannot be negative.", given=chance, type=name)
    if abs(sum(chances) - 1) > 1e-9:
        raise InvalidValueError(
            f"The prior probabilities must sum to 1; they sum to {sum(chances):.12g}.",
            given=dict(zip(names, chances, strict=True)),
        )
    return names, read_only(np.array(chances) / sum(chances))


def _paired(names: Labels, prior: Any) -> list[tuple[str, Any]]:
    """Return each type with its own entry of the prior."""
    entries = list(prior) if hasattr(prior, "__iter__") else [prior]
    if len(entries) != len(names):
        raise InvalidValueError(
            f"{len(names)} types need {len(names)} prior probabilities.", given=prior
        )
    return list(zip(names, entries, strict=True))


def payoffs_of_mapping(
    types: Labels, given: Mapping[Any, Any], messages: Any, responses: Any
) -> Read:
    """Return messages, responses and payoffs written ``{message: {response: {type: pair}}}``."""
    names = labels(given if messages is None else messages, "message")
    _known("message", given, names)
    allowed = responses_of(responses, names)
    taken, arrays = [], []
    for message in names:
        entry = _entry(given, "message", message)
        table = _by_response(entry, types, allowed[message], message)
        taken.append(tuple(table))
        cells = [
            [_cell(cell, kind, types, sent=message, response=response) for kind in types]
            for response, cell in table.items()
        ]
        arrays.append(read_only(np.array(cells).transpose(2, 1, 0)))
    return names, tuple(taken), tuple(arrays)


def _by_response(entry: Any, types: Labels, allowed: Labels | None, message: str) -> dict[str, Any]:
    """Return ``{response: cell}``; what has no responses ends the game."""
    if allowed == (END,) or (allowed is None and _ends(entry, types)):
        return {END: entry[END] if isinstance(entry, Mapping) and set(entry) == {END} else entry}
    if not isinstance(entry, Mapping):
        if allowed is None:
            _pair(entry, {"sent": message})
        return dict.fromkeys(allowed or (END,), entry)
    known = {str(key): value for key, value in entry.items()}
    names = labels([str(key) for key in entry], "response", sent=message)
    if allowed is None:
        return known
    _known("response", names, allowed, sent=message)
    return {name: _entry(known, "response", name, sent=message) for name in allowed}


def _ends(entry: Any, types: Labels) -> bool:
    """Say whether an entry gives payoffs at once: one pair, or one pair per type."""
    if not isinstance(entry, Mapping):
        return not isinstance(entry, str) and hasattr(entry, "__len__") and len(entry) == 2
    return {str(key) for key in entry} == set(types) and not any(
        isinstance(each, Mapping) for each in entry.values()
    )


def _cell(cell: Any, kind: str, types: Labels, **place: Any) -> tuple[float, float]:
    """Return the two payoffs of one type, from a pair for all types or a pair per type."""
    if isinstance(cell, Mapping):
        _known("type", cell, types, **place)
        named = {str(key): value for key, value in cell.items()}
        cell = _entry(named, "type", kind, **place)
        place["type"] = kind
    return _pair(cell, place)


def _pair(cell: Any, place: dict[str, Any]) -> tuple[float, float]:
    """Return a pair of finite numbers, the sender's payoff first."""
    if isinstance(cell, str | Mapping) or not hasattr(cell, "__len__") or len(cell) != 2:
        raise InvalidTypeError(
            "A payoff is a pair: the sender's, then the receiver's.", given=cell, **place
        )
    first, second = cell
    return number(first, "The sender's payoff", **place), number(
        second, "The receiver's payoff", **place
    )


def responses_of(given: Any, messages: Labels) -> dict[str, Labels | None]:
    """Return the responses allowed to each message, ``None`` where nothing was said."""
    if given is None:
        return dict.fromkeys(messages)
    if isinstance(given, Mapping):
        _known("message", given, messages)
        listed = {str(key): value for key, value in given.items()}
        return {
            name: labels(listed[name] or [END], "response", sent=name) if name in listed else None
            for name in messages
        }
    common = labels(given, "response")
    return dict.fromkeys(messages, common)


def payoffs_of_arrays(types: Labels, given: Any, messages: Any, responses: Any) -> Read:
    """Return messages, responses and payoffs given as arrays (type, message, response)."""
    table = floats(given, "The payoffs")
    if table.ndim != 4 or table.shape[0] != 2:
        raise InvalidValueError(
            "Payoffs are two arrays, the sender's and the receiver's, each with the axes type, "
            f"message, response; the shape given is {table.shape}."
        )
    if table.shape[1] != len(types) or not table.size:
        raise InvalidValueError(
            f"{len(types)} types need {len(types)} rows of payoffs, with at least one message and "
            f"one response; the shape given is {table.shape}."
        )
    n_messages, n_responses = table.shape[2:]
    names = labels(
        (f"message {each + 1}" for each in range(n_messages)) if messages is None else messages,
        "message",
    )
    if len(names) != n_messages:
        raise InvalidValueError(f"{n_messages} messages need {n_messages} names.", given=names)
    default = tuple(f"response {each + 1}" for each in range(n_responses))
    taken = tuple(each or default for each in responses_of(responses, names).values())
    arrays = []
    for place, (name, own) in enumerate(zip(names, taken, strict=True)):
        part = table[:, :, place, : len(own)]
        if len(own) > n_responses or (len(own) < n_responses and own != (END,)):
            raise InvalidValueError(
                f"The arrays hold {n_responses} responses to every message; only a message that "
                "ends the game (responses {message: []}) may have fewer. Use the mapping form.",
                given=own,
                sent=name,
            )
        arrays.append(read_only(part))
    return names, taken, tuple(arrays)


def _known(kind: str, given: Any, names: Labels, **place: Any) -> None:
    """Refuse a name that is not one of `names`."""
    for name in itertools.chain(given):
        if str(name) not in names:
            raise unknown_name(kind, name, names, **place)


def _entry(given: Mapping[Any, Any], kind: str, name: str, **place: Any) -> Any:
    """Return what a mapping says of a name, or say that it says nothing."""
    for key, value in given.items():
        if str(key) == name:
            return value
    raise InvalidValueError(f"There is no entry for this {kind}.", given=name, **place)
