"""Make the README's moving picture, from a real session in a terminal.

It needs the tests' packages, bash, and Debian's fonts-dejavu-core:
.venv/bin/pip install pyte pillow && .venv/bin/python docs/pictures/session.py
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pexpect
import pyte
from PIL import Image, ImageDraw, ImageFont

PICTURE = Path(__file__).parent / "session.gif"
FONTS = Path("/usr/share/fonts/truetype/dejavu")
COLUMNS, ROWS, SIZE, MARGIN = 72, 24, 16, 14
KEY, LOOK, READ, END = 45, 700, 2200, 4500
"""How long a frame stays, in milliseconds: a key, a short look, time to read, the last frame."""
BACKGROUND, TEXT = "#16181d", "#d8dbe2"
COLOURS = {
    "red": "#ff7b72", "green": "#7ee787", "brown": "#e3b341", "blue": "#79c0ff",
    "magenta": "#d2a8ff", "cyan": "#5ad4e6", "brightblack": "#8b919e", "white": "#d8dbe2",
}  # fmt: skip
PROMPT = "$ "
# What is typed, and what has to be on the screen before the next line is typed.
SESSION = (
    ("holdfast log", "> "),
    ("I miss you. Can we talk?", "> "),
    (".", "skip) "),
    ("8", "[Y/n] "),
    ("n", PROMPT),
    ("# 20 minutes later", PROMPT),
    ("holdfast rate 5", PROMPT),
    ("holdfast let-go", PROMPT),
    ("holdfast status", PROMPT),
)


@dataclass
class Recording:
    """A shell at a terminal, and the frames that its screen has shown."""

    shell: pexpect.spawn
    screen: pyte.Screen = field(default_factory=lambda: pyte.Screen(COLUMNS, ROWS))
    frames: list[Image.Image] = field(default_factory=list)
    lasting: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stream = pyte.ByteStream(self.screen)

    def show(self) -> None:
        """Read what has come, until nothing comes for a moment."""
        while True:
            try:
                data = self.shell.read_nonblocking(65536, timeout=0.05)
            except pexpect.TIMEOUT:
                return
            # pyte knows no dim text; a terminal shows it in grey.
            self.stream.feed(data.replace(b"\x1b[2m", b"\x1b[90m"))

    def wait_for(self, end: str) -> None:
        """Read until the cursor's line ends with these words."""
        for _ in range(400):
            self.show()
            line = self.screen.display[self.screen.cursor.y][: self.screen.cursor.x]
            if line.endswith(end):
                return
        sys.exit(f"{end!r} never came:\n" + "\n".join(self.screen.display))

    def take(self, milliseconds: int) -> None:
        """Keep the screen as a frame."""
        self.frames.append(drawn(self.screen))
        self.lasting.append(milliseconds)

    def type(self, line: str, end: str) -> None:
        """Type a line as a person does, press Enter, and wait for what comes then."""
        for key in line:
            self.shell.send(key)
            self.show()
            self.take(KEY)
        self.lasting[-1] = LOOK
        self.shell.send("\r")
        self.wait_for(end)
        self.take(READ if end == PROMPT else LOOK)


def drawn(screen: pyte.Screen) -> Image.Image:
    """Return a picture of the screen."""
    plain, bold = (
        ImageFont.truetype(str(FONTS / f"DejaVuSansMono{style}.ttf"), SIZE)
        for style in ("", "-Bold")
    )
    width, height = round(plain.getlength("x")), SIZE + 4
    picture = Image.new(
        "RGB", (COLUMNS * width + 2 * MARGIN, ROWS * height + 2 * MARGIN), BACKGROUND
    )
    pen = ImageDraw.Draw(picture)
    for y in range(ROWS):
        for x in range(COLUMNS):
            one = screen.buffer[y][x]
            at = (MARGIN + x * width, MARGIN + y * height)
            colour = COLOURS.get(one.fg, TEXT)
            if (y, x) == (screen.cursor.y, screen.cursor.x):
                pen.rectangle((*at, at[0] + width - 1, at[1] + height - 3), fill="#7a818f")
            if one.data.strip():
                pen.text(at, one.data, font=bold if one.bold else plain, fill=colour)
    return picture


def main() -> None:
    """Record the session in a home of its own, and save it."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": home,
            "HOLDFAST_HOME": f"{home}/holdfast",
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "PS1": PROMPT,
        }
        words = ("init", "--contact", "Sam", "--length", "14d", "--no-daemon", "--yes")
        reason = ("--why", "They asked for time.")
        subprocess.run(["holdfast", *words, *reason], env=environment, check=True)
        shell = pexpect.spawn(
            "bash", ["--norc", "--noprofile"], env=environment, dimensions=(ROWS, COLUMNS)
        )
        recording = Recording(shell)
        recording.wait_for(PROMPT)
        recording.take(LOOK)
        for line, end in SESSION:
            recording.type(line, end)
        recording.lasting[-1] = END
        shell.close(force=True)
    first, *others = (frame.quantize(32, dither=Image.Dither.NONE) for frame in recording.frames)
    first.save(PICTURE, save_all=True, append_images=others, duration=recording.lasting, loop=0)


if __name__ == "__main__":
    main()
