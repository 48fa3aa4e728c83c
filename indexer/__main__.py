"""The command `photodesk`, also `python -m indexer`."""

from __future__ import annotations

import gc
import os
import sys

OBJECTS = 50_000
"""New objects after which garbage is looked for. Loading modules makes thirty thousand, and no garbage."""


def main() -> None:
    """Run the command line; a broken pipe or Ctrl-C ends it quietly."""
    gc.set_threshold(OBJECTS)
    try:
        from .cli import program

        program(sys.argv[1:])(prog_name="photodesk")
    except BrokenPipeError:
        # The reader of our output (head, less) has left: nothing more to say, and nothing wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.stderr.write("photodesk: stopped\n")
        sys.exit(130)
    finally:
        gc.freeze()  # what is left goes with the process; Python would go through it object by object


if __name__ == "__main__":
    main()
