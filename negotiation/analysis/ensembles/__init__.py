"""What is agreed in thousands of draws of an uncertain scenario, on one core or on many."""

from negotiation.analysis.ensembles._blocked import Blocked
from negotiation.analysis.ensembles._estimate import Estimate
from negotiation.analysis.ensembles.ensemble import Ensemble, ensemble

__all__ = ["Blocked", "Ensemble", "Estimate", "ensemble"]
