"""Talks simulated move by move: offers, counter-offers, agreement or none."""
