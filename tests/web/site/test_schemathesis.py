"""The JSON API against its own description: nothing breaks, and every answer is as it is described."""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from detente.web.site.routes import ROUTES

from .site_stage import SECRETS, Stage

EXAMPLES = 300 if os.environ.get("DETENTE_HEAVY") == "1" else 5


SETTINGS = settings(
    max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
NAMES = [each.name for each in ROUTES if each.path.startswith("/api/")]


RIGHT, WRONG = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
TRIED = [(name, RIGHT) for name in NAMES]
TRIED += [(name, WRONG) for name in NAMES if name not in ("api", "openapi")]  # they ask for nothing


@pytest.mark.parametrize(("name", "mode"), TRIED, ids=lambda each: getattr(each, "value", each))
def test_it_answers_as_it_is_described(
    stage: Stage, name: str, mode: schemathesis.GenerationMode
) -> None:
    described = stage.get("/api/v1/openapi.json").json()
    for each in (
        described,
        *(way for path in described["paths"].values() for way in path.values()),
    ):
        each.pop("security", None)  # who is let in is tried with every route in test_guard
    found = schemathesis.openapi.from_dict(described)
    found.config.update(base_url=f"http://{stage.host}")
    operation = found.find_operation_by_id(name)
    headers = {"Origin": f"http://{stage.host}", "x-csrf": SECRETS.form}
    left = [positive_data_acceptance] if name == "api_add" else []  # it has to go with the case too
    cookies = {stage.guard.cookie_name: SECRETS.cookie}

    @SETTINGS
    @given(operation.as_strategy(generation_mode=mode))
    def answered(case: Any) -> None:
        case.call_and_validate(headers=headers, cookies=cookies, excluded_checks=left)

    answered()
    assert stage.defects == []
