"""Why a backup cannot be made or brought back, in words for an operator."""


class BackupFailed(Exception):  # noqa: N818 - named as the reports' StorageFailed is
    """It cannot be done; nothing half-done is offered as a backup."""
