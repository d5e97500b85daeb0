"""Where the program starts: `holdfast`, or `python -m holdfast`."""

# Garbage collection takes a fifth of a short Python process, so put it off before anything else
# is imported. The daemon restores the threshold.
import atexit
import gc

gc.set_threshold(100_000)
atexit.register(gc.freeze)

try:
    from holdfast.cli.main import run
except KeyboardInterrupt:  # nothing was typed yet, so end without a traceback
    raise SystemExit(130) from None

if __name__ == "__main__":
    run()
