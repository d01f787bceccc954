from starlette.testclient import TestClient


def test_the_process_says_that_it_lives(client: TestClient) -> None:
    answer = client.get("/api/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_ready_names_each_dependency(client: TestClient) -> None:
    answer = client.get("/api/health/ready").json()
    assert answer["status"] == "ready"
    assert {name: d["ok"] for name, d in answer["dependencies"].items()} == {"database": True, "redis": True}


def test_an_unknown_path_is_a_problem_document_with_the_callers_request_id(client: TestClient) -> None:
    answer = client.get("/api/nowhere", headers={"X-Request-ID": "abc-1"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == "abc-1"
    assert answer.json()["request_id"] == "abc-1"
    assert answer.json()["instance"] == "/api/nowhere"


def test_a_request_id_that_could_forge_a_log_line_is_replaced(client: TestClient) -> None:
    answer = client.get("/api/health", headers={"X-Request-ID": "a b\tc"})
    assert answer.headers["x-request-id"] != "a b\tc"
