"""The OpenAPI document describes what is sent and what comes back, errors included."""

from typing import Any

import pytest
from starlette.testclient import TestClient


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    return dict(client.get("/openapi.json").json())


def test_every_endpoint_of_the_contract_is_described(document: dict[str, Any]) -> None:
    assert set(document["paths"]) >= {
        "/v1/answers", "/v1/releases", "/v1/releases/{release_id}", "/v1/search", "/v1/citations/verify",
        "/livez", "/readyz",
    }  # fmt: skip
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert all(operation["description"] for operation in operations)


def test_an_answer_may_be_a_stream_of_events(document: dict[str, Any]) -> None:
    content = document["paths"]["/v1/answers"]["post"]["responses"]["200"]["content"]
    assert set(content) == {"application/json", "text/event-stream"}


def test_errors_are_described_as_problem_documents(document: dict[str, Any]) -> None:
    answers = document["paths"]["/v1/answers"]["post"]["responses"]
    for status in ("400", "404", "413", "422"):
        schema = answers[status]["content"]["application/problem+json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/Problem"}
    assert "Problem" in document["components"]["schemas"]
    assert "HTTPValidationError" not in str(document)


def test_the_example_of_a_question_is_answered(client: TestClient, document: dict[str, Any]) -> None:
    properties = document["components"]["schemas"]["AnswerRequest"]["properties"]
    body = {name: value["examples"][0] for name, value in properties.items() if "examples" in value}
    assert client.post("/v1/answers", json=body).status_code == 200
