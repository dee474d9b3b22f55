"""The equal-area solution: a line through disagreement that halves what is feasible."""

from __future__ import annotations

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine.axiomatic._concept import frontier_concept
from negotiation.engine.axiomatic._hull import Hull
from negotiation.engine.axiomatic.perles_maschler import halfway


@frontier_concept(
    "equal-area",
    actors=2,
    reference=(
        "Anbarci, N. and Bigelow, J. P. (1994). The area monotonic solution to the cooperative "
        "bargaining problem. Mathematical Social Sciences 28, 133-142."
    ),
    axioms={"pareto", "scale-covariance", "dominated-outcomes-do-not-matter"},
)
def equal_area(hull: Hull) -> FloatArray:
    """Halve the area of feasible gains (with free disposal) by a line from disagreement.

    Each actor concedes an equal area of outcomes better for itself.  It is defined for two
    actors.  On a finite set the outcomes closest to that point in proportion are
    selected.  With an empty ZOPA there is no agreement.

    Parameters
    ----------
    hull : Hull
        Gains within reach of lotteries, of two actors.

    Returns
    -------
    array, shape (2,)
        Gains.
    """
    assert hull.frontier is not None
    corners = hull.frontier.vertices
    top, far = [0.0, corners[0, 1]], [corners[-1, 0], 0.0]
    outline = np.concatenate([[top], corners, [far]])
    first, second = outline[:, 0], outline[:, 1]
    # Triangles from disagreement to each edge of the outline; their area grows evenly along it.
    return halfway(outline, first[1:] * second[:-1] - first[:-1] * second[1:])
