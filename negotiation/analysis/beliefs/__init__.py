"""What statements let an analyst believe about preferences, and what is acceptable on that."""

from negotiation.analysis.beliefs.acceptability import Acceptability
from negotiation.analysis.beliefs.beliefs import Beliefs, beliefs

__all__ = ["Acceptability", "Beliefs", "beliefs"]
