"""What the package's page in an index says: the README with whole addresses, and the links.

hatchling runs it at each build. The address is set once, in pyproject.toml.
"""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(?P<is_picture>!?)\[(?P<text>[^\]]*)\]\((?P<path>(?!https?:|#)[^)]+)\)")


class Metadata(MetadataHookInterface):
    """Fills in `readme` and `urls`."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add both to the project's metadata."""
        home = self.config["home"]
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": with_addresses(text, home)}
        metadata["urls"] = {
            "Homepage": home,
            "Source": home,
            "Issues": f"{home}/issues",
            "Changelog": f"{home}/blob/main/CHANGELOG.md",
        }


def with_addresses(text: str, home: str) -> str:
    """Return Markdown whose links into the repository are whole addresses."""

    def whole(link: re.Match[str]) -> str:
        folder = "raw" if link["is_picture"] else "blob"
        return f"{link['is_picture']}[{link['text']}]({home}/{folder}/main/{link['path']})"

    return _LINK.sub(whole, text)
