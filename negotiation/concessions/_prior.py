"""How likely every combination of types is: read from what the user gives, and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, floats, read_only
from negotiation.errors import InvalidValueError, unknown_name

SUM_SLACK = 1e-9
"""How far probabilities may miss a total of 1 by rounding."""

Types = tuple[tuple[Any, ...], ...]


def prior_of(given: Any, types: Types, actors: tuple[str, ...]) -> FloatArray:
    """Return the joint probability of every type profile, shape (t1, …, tn), read-only.

    Parameters
    ----------
    given : None, array_like or mapping
        ``None``: every type of every actor equally likely, whatever the others' types are.
        One vector per actor: independent types.  An array of shape (t1, …, tn): any.  A
        mapping from actors to vectors (or ``{type: probability}``), or from type profiles
        (tuples) to probabilities, those left out being 0.
    types : tuple of tuples
        Every actor's types.
    actors : tuple of str
    """
    sizes = tuple(len(each) for each in types)
    if given is None:
        given = {}
    if isinstance(given, Mapping):
        if set(given) <= set(actors):
            return _product(_by_actor(given, types, actors), actors)
        given = _by_profile(given, types, actors)
    elif isinstance(given, Sequence | np.ndarray) and len(given) == len(sizes):
        independent = _vectors(given, sizes, actors)
        if independent is not None:
            return independent
    joint = floats(given, "The prior")
    if joint.shape != sizes:
        raise InvalidValueError(
            "A prior is one vector of probabilities per actor (independent types), or an array "
            f"with an axis per actor, shape {sizes}.",
            given=f"shape {joint.shape}",
        )
    return read_only(_shares(joint, "the prior of all type profiles"))  # type: ignore[no-any-return]


def _vectors(given: Any, sizes: tuple[int, ...], actors: tuple[str, ...]) -> FloatArray | None:
    """Return the product of a vector per actor, or None where a joint array is meant."""
    vectors = [
        np.ravel(floats(each, "The prior", actor=a)) for each, a in zip(given, actors, strict=True)
    ]
    if tuple(len(each) for each in vectors) != sizes or np.ndim(given[0]) != 1:
        return None
    # Two vectors of two look like a 2 x 2 table; a table's entries add up to 1 in all.
    total = sum(float(each.sum()) for each in vectors)
    if sizes == (2, 2) and abs(total - 1.0) <= SUM_SLACK:
        return None
    return _product(vectors, actors)


def _product(vectors: Sequence[FloatArray], actors: tuple[str, ...]) -> FloatArray:
    """Return the joint probabilities of independent types, a vector per actor."""
    product = np.ones(())
    for each, name in zip(vectors, actors, strict=True):
        product = np.multiply.outer(product, _shares(each, "the prior of its types", actor=name))
    return read_only(product)  # type: ignore[no-any-return]


def _shares(array: FloatArray, what: str, **place: Any) -> FloatArray:
    """Return probabilities that add up to 1, or say that they do not."""
    if (array < 0).any():
        raise InvalidValueError(
            f"A probability in {what} is negative.", given=float(array.min()), **place
        )
    total = float(array.sum())
    if abs(total - 1.0) > SUM_SLACK:
        raise InvalidValueError(
            f"The probabilities in {what} must add up to 1.", given=total, **place
        )
    whole: FloatArray = array / total
    return whole


def _by_actor(given: Mapping[Any, Any], types: Types, actors: tuple[str, ...]) -> list[Any]:
    """Return a vector per actor; actors left out have equally likely types."""
    vectors = []
    for name, own in zip(actors, types, strict=True):
        said = given.get(name)
        if said is None:
            vectors.append(np.full(len(own), 1.0 / len(own)))
            continue
        if isinstance(said, Mapping):
            for each in said:
                if each not in own:
                    raise unknown_name("type", each, own, actor=name)
            said = [said.get(each, 0.0) for each in own]
        vector = floats(said, "The prior", ndim=1, actor=name)
        if len(vector) != len(own):
            raise InvalidValueError(
                f"The actor has {len(own)} types and {len(vector)} probabilities.", actor=name
            )
        vectors.append(vector)
    return vectors


def _by_profile(given: Mapping[Any, Any], types: Types, actors: tuple[str, ...]) -> FloatArray:
    """Return the joint array of a mapping from type profiles to probabilities."""
    joint = np.zeros(tuple(len(each) for each in types))
    for profile, probability in given.items():
        place = place_of(profile, types, actors)
        joint[place] = float(floats(probability, "A probability", ndim=0))
    return joint


def place_of(profile: Any, types: Types, actors: tuple[str, ...]) -> tuple[int, ...]:
    """Return where a type profile stands, one place per actor."""
    if not isinstance(profile, tuple) or len(profile) != len(types):
        raise InvalidValueError(
            f"A type profile is a tuple of {len(types)} types ({', '.join(actors)}).",
            given=profile,
        )
    for each, own, name in zip(profile, types, actors, strict=True):
        if each not in own:
            raise unknown_name("type", each, own, actor=name)
    return tuple(own.index(each) for each, own in zip(profile, types, strict=True))
