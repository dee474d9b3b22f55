"""How one actor plays: a tactic per file, found here under its name."""
