"""The frontier of one instance by NegMAS, run by its own interpreter; see ``agreement.py``.

Reads an instance from a file, as written by ``agreement.py``, and prints seconds, the points of the
frontier and the most memory held. Nothing of Détente is imported.
"""

from __future__ import annotations

import json
import sys
import time

from processes import most_megabytes  # type: ignore[import-not-found]


def main() -> None:
    """Time what is asked for: the frontier, or all the statistics of a scenario."""
    from negmas import make_issue  # type: ignore[import-not-found]
    from negmas.preferences import (  # type: ignore[import-not-found]
        LinearAdditiveUtilityFunction,
    )
    from negmas.preferences.ops import (  # type: ignore[import-not-found]
        calc_scenario_stats,
        pareto_frontier,
    )

    with open(sys.argv[1], encoding="utf-8") as file:
        instance = json.load(file)
    issues = [
        make_issue([f"o{place}" for place in range(options)], f"i{index}")
        for index, options in enumerate(instance["options"])
    ]
    functions = [
        LinearAdditiveUtilityFunction(
            values={
                f"i{index}": {f"o{place}": float(number) for place, number in enumerate(row)}
                for index, row in enumerate(party["values"])
            },
            weights={f"i{index}": float(n) for index, n in enumerate(party["weights"])},
            issues=issues,
        )
        for party in instance["parties"]
    ]
    times: list[float] = []
    points: list[list[float]] = []
    for _ in range(int(sys.argv[3])):
        before = time.perf_counter()
        if sys.argv[2] == "statistics":
            found = calc_scenario_stats(tuple(functions)).pareto_utils
        else:
            found, _ = pareto_frontier(functions, issues=issues)
        times.append(time.perf_counter() - before)
        points = [[float(number) for number in point] for point in found]
    memory = most_megabytes()
    print(json.dumps({"seconds": min(times), "points": points, "megabytes": memory}))


if __name__ == "__main__":
    main()
