"""A large model of talks on trade: 138,240 states, six parties, preferences as statements."""

from __future__ import annotations

from hashlib import sha256

import numpy as np

from detente.core.stability.five import stability

from .graph_models import CONCEPTS, file_outside, outside

NAME = "gmcrplus_trade_gatt.json"


def test_counts_and_equilibria() -> None:
    expected = outside(NAME)
    file = file_outside(NAME)
    codes = file.model.codes
    assert codes is not None
    assert len(codes) == expected["n_states"] == 138_240
    levels = [int(ranks.max()) + 1 for ranks in file.model.ranks if ranks is not None]
    assert levels == [each["distinct_levels"] for each in expected["preferences"].values()]
    found = stability(file.model)
    reference = expected["reference"]["definition"]
    for short, concept in CONCEPTS.items():
        for party, count in enumerate(reference["stable_count"][short].values()):
            assert int(found.verdict(concept, party).holds.sum()) == count
        decimals = codes[np.flatnonzero(found.equilibria(concept).holds)].tolist()
        assert len(decimals) == reference["equilibria_count"][short]
        assert decimals[:20] == reference["first_20_equilibria_decimal"][short]
        joined = ",".join(map(str, decimals)).encode()
        hashes = reference["equilibria_sha256_of_sorted_decimals_comma_joined"]
        assert sha256(joined).hexdigest() == hashes[short]
