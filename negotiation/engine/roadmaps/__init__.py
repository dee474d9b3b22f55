"""Road maps: orders of steps that nobody has an interest to break."""
