"""`python -m analysis COMMAND`: hands over to the command; refuses one it does not know."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from analysis import commands_themes, commands_weights

COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "themes": commands_themes.main,
    "weights": commands_weights.main,
}
REFUSED = 2


def main(argv: Sequence[str]) -> int:
    if not argv or argv[0] not in COMMANDS:
        asked = f'"{argv[0]}" is not a command. ' if argv else ""
        sys.stderr.write(f"{asked}Say one of: {', '.join(COMMANDS)}. Each explains itself with --help.\n")
        return REFUSED
    return COMMANDS[argv[0]](argv[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
