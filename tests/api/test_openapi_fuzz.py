"""Whatever is sent, the reply is one that the OpenAPI document describes, and never an error of the server's."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from api.service import Service
from api.settings import Settings

CHECKS = [
    schemathesis.checks.not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip
FEW = settings(max_examples=25, suppress_health_check=list(HealthCheck), derandomize=True, deadline=None, database=None)


@pytest.mark.slow
def test_every_reply_is_as_described(service: Service, settings: Settings) -> None:
    document = schemathesis.openapi.from_asgi("/openapi.json", create_app(lambda: service, settings))
    found = list(document.get_all_operations())
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    assert len(operations) == len(found)
    assert len(operations) > 12
    for operation in operations:

        @FEW
        @given(case=operation.as_strategy())
        def as_described(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(checks=CHECKS)

        as_described()
