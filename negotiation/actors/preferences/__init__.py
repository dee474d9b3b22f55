"""Kinds of preferences, a file each: what puts a number on every outcome."""

from negotiation._registry import import_members
from negotiation.actors.preferences._protocol import Preferences, kinds, on_grid, validate

import_members(__name__, list(__path__))

__all__ = ["Preferences", "kinds", "on_grid", "validate"]
