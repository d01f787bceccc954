"""Every value that AWS's own model knows today has a label a person reads."""

import botocore.session
import pytest

from app.services.catalog import enumerations as enums


@pytest.mark.parametrize(
    ("shape", "labels"),
    [
        ("WorkspaceState", enums.STATES),
        ("RunningMode", enums.RUNNING_MODES),
        ("Compute", enums.COMPUTE_TYPES),
        ("OperatingSystemName", enums.OPERATING_SYSTEMS),
        ("ConnectionState", enums.CONNECTION_STATES),
    ],
)
def test_every_known_value_has_a_label(shape: str, labels: tuple[tuple[str, str], ...]) -> None:
    model = botocore.session.get_session().get_service_model("workspaces")
    known = set(model.shape_for(shape).enum) - {"UNKNOWN"}
    assert known <= {value for value, _ in labels}
    assert all(label and label != value for value, label in labels)
