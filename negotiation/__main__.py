"""``python -m negotiation`` is the command line."""

from negotiation.command import main

if __name__ == "__main__":
    raise SystemExit(main())
