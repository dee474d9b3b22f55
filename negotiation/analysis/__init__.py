"""Questions about many solutions: compare theories, replay answers."""

from negotiation.analysis.compare import Comparison, compare
from negotiation.analysis.responses import Response, Responses, responses

__all__ = ["Comparison", "Response", "Responses", "compare", "responses"]
