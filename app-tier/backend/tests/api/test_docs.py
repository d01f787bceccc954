import re

from starlette.testclient import TestClient


def test_swagger_runs_from_this_machine_under_a_policy_without_inline_script(client: TestClient) -> None:
    page = client.get("/api/docs")
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert not re.search(r"<script>|https?://", page.text)
    for name in re.findall(r'(?:src|href)="(docs/[^"]+)"', page.text):
        answer = client.get(f"/api/{name}")
        assert answer.status_code == 200, name
        assert len(answer.content) > 100


def test_another_file_is_not_there(client: TestClient) -> None:
    assert client.get("/api/docs/main.py").status_code == 404
