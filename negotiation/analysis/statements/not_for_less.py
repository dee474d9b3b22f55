"""An actor will not give up one thing for less than another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from negotiation.actors import Outcome
from negotiation.analysis.statements._statement import Inequality, Statement, package, statement
from negotiation.analysis.statements._unknowns import Unknowns
from negotiation.errors import InvalidTypeError, InvalidValueError


@dataclass(frozen=True, kw_only=True, repr=False)
class NotForLess(Statement):
    """A concession has a least price; made by `not_for_less`.

    Parameters
    ----------
    giving : mapping
        What the actor would give.
    than : mapping
        The least it would want for it, on one issue.
    at_that : bool
        Whether that much is enough.
    """

    giving: Outcome
    than: Outcome
    at_that: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        for each in (self.giving, self.than):
            if not isinstance(each, Mapping) or not each:
                raise InvalidTypeError(
                    "What is given and its least price are written {issue: option}.",
                    given=each,
                    actor=self.actor,
                )
        object.__setattr__(self, "giving", package(self.giving, self.actor))
        object.__setattr__(self, "than", package(self.than, self.actor))
        if len(self.than) != 1 or set(self.than) & set(self.giving):
            raise InvalidValueError(
                "A least price names one option of one other issue; less is the option that "
                "the actor likes next best to it.",
                given=dict(self.than),
                actor=self.actor,
            )

    @property
    def claim(self) -> str:
        """What is said, in words."""
        will = ", and will for that" if self.at_that else ""
        return f"will not give ({self.giving}) for less than ({self.than}){will}"

    def inequalities(self, unknowns: Unknowns) -> tuple[Inequality, ...]:
        """Return that the next worse price is too little, and that the price is enough."""
        ((issue, option),) = self.than.items()
        less = unknowns.next_worse(issue, option)
        here = unknowns.worth({})
        too_little = here - unknowns.worth({**self.giving, issue: less})
        rows = [Inequality(too_little, 0.0, True)]
        if self.at_that:
            rows.append(Inequality(unknowns.worth({**self.giving, **self.than}) - here, 0.0, False))
        return tuple(rows)


@statement
def not_for_less(
    actor: str,
    giving: Mapping[str, str],
    *,
    than: Mapping[str, str],
    at_that: bool = False,
    **told: Any,
) -> NotForLess:
    """Return the statement that an actor will not give one thing for less than another.

    The status quo is worth more to it than the same with `giving` and the option next worse
    than `than`; and with `at_that`, no more than with `giving` and `than`.

    Parameters
    ----------
    actor : str
        Whose preferences.
    giving : mapping
        ``{issue: option}``, one or more, that the actor would give.
    than : mapping
        ``{issue: option}`` of one other issue: the least it would want for it.
    at_that : bool, default False
        Whether it would give it for that.
    **told
        ``reliability``, ``source`` and ``kind`` of the statement.

    Returns
    -------
    Statement

    Raises
    ------
    InvalidValueError
        If the price names more than one issue, or one that is given.

    Examples
    --------
    >>> import negotiation as ng
    >>> yongbyon, relief = {"facilities": "all Yongbyon"}, {"sanctions": "five UNSCRs lifted"}
    >>> print(ng.statements.not_for_less("DPRK", yongbyon, than=relief))
    DPRK will not give (facilities: all Yongbyon) for less than (sanctions: five UNSCRs lifted)
    """
    return NotForLess(
        actor=actor,
        giving=giving,  # type: ignore[arg-type]
        than=than,  # type: ignore[arg-type]
        at_that=at_that,
        **told,
    )
