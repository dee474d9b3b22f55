"""What matters among all that is not known, and at which values the answer changes."""

from negotiation.analysis.sensitivity._bars import Bar
from negotiation.analysis.sensitivity._loosened import loosened
from negotiation.analysis.sensitivity._selected import Segment
from negotiation.analysis.sensitivity._thresholds import Edge, Thresholds
from negotiation.analysis.sensitivity.information_value import (
    InformationValue,
    information_value,
)
from negotiation.analysis.sensitivity.phase_map import PhaseMap, phase_map
from negotiation.analysis.sensitivity.sobol import SobolIndices, sobol
from negotiation.analysis.sensitivity.threshold import threshold
from negotiation.analysis.sensitivity.tornado import Tornado, tornado

__all__ = [
    "Bar",
    "Edge",
    "InformationValue",
    "PhaseMap",
    "Segment",
    "SobolIndices",
    "Thresholds",
    "Tornado",
    "information_value",
    "loosened",
    "phase_map",
    "sobol",
    "threshold",
    "tornado",
]
