"""Hill-climber: say yes to every draft that is better than the text as it stands."""

from __future__ import annotations

from negotiation.engine.tactics._climbing import KLEIN, Climber
from negotiation.engine.tactics._tactic import Tactic, tactic


@tactic(reference=KLEIN)
def hill_climber() -> Tactic:
    """Return the tactic for a single text that wants every step to be a step up.

    It says yes to a draft that is worth more to it than the mediator's text, crosses no red
    line of its own, and does not turn an acceptable text into one that is not.  In the end it
    signs if the text is acceptable.  In talks without a mediator it never concedes, as
    `hard_liner`.

    Returns
    -------
    Tactic

    Examples
    --------
    >>> import negotiation as ng
    >>> pie = ng.BargainingProblem([[0, 0], [1, 2], [3, 3]])
    >>> ng.play(
    ...     pie, ng.tactics.hill_climber(), rounds=9, protocol="single-text", start=0, rng=1
    ... ).agreement
    2
    """
    return Climber()
