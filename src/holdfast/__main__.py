"""Where the program starts: `holdfast`, or `python -m holdfast`."""

# Garbage collection takes a fifth of a short Python process, so put it off before anything else
# is imported. The daemon restores the threshold.
import gc

gc.set_threshold(1_000_000)

try:
    import os
    import sys
    from contextlib import suppress
    from typing import NoReturn

    from holdfast.cli import main
except KeyboardInterrupt:  # nothing was typed yet, so end without a traceback
    raise SystemExit(130) from None


def run() -> NoReturn:
    """Run the program, and end the process without cleaning up Python's memory.

    The cleaning takes a twentieth of a short command, and a Ctrl-C during it shows a traceback.
    """
    try:
        main.run()
    except SystemExit as end:
        code = end.code
    except KeyboardInterrupt:  # before or after the command's work
        code = 130
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # its reader has gone
            stream.flush()
    os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    run()
