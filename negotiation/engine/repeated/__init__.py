"""The same game played again and again: what patience makes possible."""

from negotiation.engine.repeated._sustained import Sustained
from negotiation.engine.repeated.stick_and_carrot import StickAndCarrot, stick_and_carrot
from negotiation.engine.repeated.thresholds import PatienceThresholds, patience_thresholds
from negotiation.engine.repeated.values import RepeatedValues, repeated_values

__all__ = [
    "PatienceThresholds",
    "RepeatedValues",
    "StickAndCarrot",
    "Sustained",
    "patience_thresholds",
    "repeated_values",
    "stick_and_carrot",
]
