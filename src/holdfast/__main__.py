"""Where the program starts: `holdfast`, or `python -m holdfast`."""

# A fifth of a short Python process is garbage collection while importing and at exit, so both
# are put off before anything else is imported; the daemon restores the threshold.
import atexit
import gc

gc.set_threshold(100_000)
atexit.register(gc.freeze)

try:
    from holdfast.cli.main import run
except KeyboardInterrupt:  # before anything could be typed: nothing to say, and no traceback
    raise SystemExit(130) from None

if __name__ == "__main__":
    run()
