"""What would open an empty ZOPA: the least changes, and the package a mediator would propose."""

from negotiation.analysis.bridging._additions import AddIssue, AddOption
from negotiation.analysis.bridging._answer import Bridging
from negotiation.analysis.bridging._bridge import Bridge
from negotiation.analysis.bridging._changes import (
    Change,
    DropConstraint,
    DropRedLine,
    LowerReservation,
    SidePayment,
)
from negotiation.analysis.bridging._nearest import Nearest
from negotiation.analysis.bridging._needs import Needs
from negotiation.analysis.bridging.bridge import bridge
from negotiation.analysis.bridging.what_if import Effect, WhatIf, what_if

__all__ = [
    "AddIssue",
    "AddOption",
    "Bridge",
    "Bridging",
    "Change",
    "DropConstraint",
    "DropRedLine",
    "Effect",
    "LowerReservation",
    "Nearest",
    "Needs",
    "SidePayment",
    "WhatIf",
    "bridge",
    "what_if",
]
