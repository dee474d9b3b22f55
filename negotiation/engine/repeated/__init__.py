"""The same game played again and again: what patience makes possible."""
