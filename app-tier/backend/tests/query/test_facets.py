"""GET /api/workspaces/facets as the explorer uses it."""

from collections.abc import Callable
from typing import Any

Get = Callable[..., Any]


def counts(body: Any, field: str) -> dict[str | None, int]:
    facet = next(f for f in body["facets"] if f["field"] == field)
    return {v["value"]: v["count"] for v in facet["values"]}


def test_each_value_is_counted_and_unknown_is_null(get: Get) -> None:
    body = get("/api/workspaces/facets?facets=compute_type,region,tag.department,days_since_connected")
    assert body["total"] == 6
    assert counts(body, "compute_type") == {"STANDARD": 3, "POWER": 1, None: 1, "QUANTUM_9XL": 1}
    assert counts(body, "region") == {"us-east-1": 5, "eu-west-1": 1}
    assert counts(body, "tag.department") == {None: 2, "Finance": 2, "IT": 1, "Sales": 1}
    assert counts(body, "days_since_connected") == {None: 3, "2": 2, "40": 1}


def test_a_facet_ignores_its_own_filter_and_obeys_the_others(get: Get) -> None:
    body = get("/api/workspaces/facets?facets=state,running_mode&state=STOPPED&running_mode=AUTO_STOP")
    assert body["total"] == 0
    assert counts(body, "state") == {"AVAILABLE": 4, "ERROR": 1}
    assert counts(body, "running_mode") == {"ALWAYS_ON": 1}


def test_the_default_facets_are_those_of_the_catalogue_and_each_sums_to_the_total(get: Get) -> None:
    body = get("/api/workspaces/facets")
    assert {"state", "running_mode", "compute_type", "region"} <= {f["field"] for f in body["facets"]}
    for facet in body["facets"]:
        assert sum(v["count"] for v in facet["values"]) + facet["other"] == body["total"]


def test_a_label_is_given_for_known_values_and_the_value_itself_for_new_ones(get: Get) -> None:
    facet = get("/api/workspaces/facets?facets=compute_type")["facets"][0]
    labels = {v["value"]: v["label"] for v in facet["values"]}
    assert (labels["STANDARD"], labels["QUANTUM_9XL"], labels[None]) == ("Standard", "QUANTUM_9XL", None)


def test_bad_facets_are_named(get: Get) -> None:
    assert get("/api/workspaces/facets?facets=colour", 422)["errors"][0]["field"] == "facets"
    assert "by value" in get("/api/workspaces/facets?facets=tags", 422)["detail"]
    too_many = ",".join(f"tag.k{n}" for n in range(13))
    assert "at most" in get(f"/api/workspaces/facets?facets={too_many}", 422)["detail"]
