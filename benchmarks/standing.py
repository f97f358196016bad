"""How long it takes to tell where things stand: conditions, movement, sheets, one after the other.

Each part is a script of its own beside this one, which checks its answers before it times them.

    python benchmarks/standing.py [--smallest] [--json FILE] [--part NAME]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

PARTS = ("conditions", "movement", "sheets")


def main() -> None:
    """Run the parts; put their results into one file if asked to."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--smallest", action="store_true", help="once, on small cases")
    options.add_argument("--json", type=Path, help="write the results to this file")
    options.add_argument("--part", choices=PARTS, action="append", help="only this part")
    chosen = options.parse_args()
    results = {}
    for part in chosen.part or PARTS:
        print(f"{part}:", flush=True)
        script = Path(__file__).with_name(f"standing_{part}.py")
        with tempfile.TemporaryDirectory() as folder:
            result = Path(folder) / "result.json"
            smallest = ["--smallest"] if chosen.smallest else []
            arguments = [sys.executable, str(script), *smallest, "--json", str(result)]
            subprocess.run(arguments, check=True)
            results[part] = json.loads(result.read_text("utf-8"))
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=2), "utf-8")


if __name__ == "__main__":
    main()
