"""A measurement as one line, `NAME ours X UNIT | PEER Y UNIT | ratio R`, and with every run as var/bench/NAME.json."""

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Measurement:
    """Our figure and the peer's, in one unit; less is better in every unit used here."""

    name: str
    ours: float
    peer_name: str
    peer: float
    unit: str
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Return ours divided by the peer's."""
        return self.ours / self.peer

    def line(self) -> str:
        """Format the line to print.

        >>> Measurement("build-1000-vs-hugo", 1.5, "Hugo", 2.0, "s").line()
        'build-1000-vs-hugo ours 1.50 s | Hugo 2.00 s | ratio 0.75'
        >>> Measurement("claim-store-calls-accepted", 2, "limit", 2, "calls").line()
        'claim-store-calls-accepted ours 2 calls | limit 2 calls | ratio 1.00'
        """
        ours, peer = (f"{n:d}" if isinstance(n, int) else f"{n:.2f}" for n in (self.ours, self.peer))
        return f"{self.name} ours {ours} {self.unit} | {self.peer_name} {peer} {self.unit} | ratio {self.ratio:.2f}"

    def save(self, folder: Path) -> None:
        """Write NAME.json: the figures, the runs behind them, and the machine."""
        folder.mkdir(parents=True, exist_ok=True)
        content = {
            "name": self.name,
            "ours": self.ours,
            "peer": {"name": self.peer_name, "value": self.peer},
            "unit": self.unit,
            "ratio": round(self.ratio, 4),
            "details": dict(self.details),
            "machine": machine(),
        }
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        (folder / f"{self.name}.json").write_text(text, encoding="utf-8")


def machine() -> dict[str, Any]:
    """Return what the figures depend on: cores, load average, Python and kernel."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }
