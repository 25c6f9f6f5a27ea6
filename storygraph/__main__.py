"""The command `storygraph`, and `python -m storygraph`."""

from __future__ import annotations

import sys

from storygraph.runtime.signals import closing, end_code, listen


def main() -> None:
    """Run the command line; Ctrl-C ends it with 130 from the first import on.

    Signals that ask for its end do so with 128 and their number, whatever they hit.
    """
    try:
        listen()
        from storygraph.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        closing()
        code = end_code()
        if code is not None:
            sys.exit(code)


if __name__ == "__main__":
    main()
