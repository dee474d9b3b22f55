"""Talks simulated move by move: offers, counter-offers, agreement or none."""

from negotiation._registry import import_members
from negotiation.engine.talks._encounters import Fault
from negotiation.engine.talks._log import Log, Move
from negotiation.engine.talks._rules import rules_of_play
from negotiation.engine.talks._standings import Tournament
from negotiation.engine.talks._table import STATUSES
from negotiation.engine.talks.history import History
from negotiation.engine.talks.play import Talks, play
from negotiation.engine.talks.tournament import tournament

import_members(__name__, list(__path__))

__all__ = [
    "STATUSES",
    "Fault",
    "History",
    "Log",
    "Move",
    "Talks",
    "Tournament",
    "play",
    "rules_of_play",
    "tournament",
]
