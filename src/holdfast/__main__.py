"""Where the program starts: `holdfast`, or `python -m holdfast`."""

# A fifth of a short Python process is garbage collection while importing and at exit, so both
# are put off before anything else is imported; the daemon restores the threshold.
import atexit
import gc

gc.set_threshold(100_000)
atexit.register(gc.freeze)

from holdfast.cli.main import run  # noqa: E402 - see above

if __name__ == "__main__":
    run()
