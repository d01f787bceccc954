"""How a configured account is reached."""

from app.core.crypto import decrypt
from app.models.accounts import AwsAccount
from app.services.aws.access import HOME, AccountAccess
from app.services.aws.errors import AwsError, ErrorKind


def access_to(account: AwsAccount) -> AccountAccess:
    """How the account is reached. Raises AwsError when its stored key cannot be read."""
    if account.kind == "home":
        return HOME
    try:
        secret = decrypt(account.secret_access_key_encrypted) if account.secret_access_key_encrypted else None
    except ValueError as error:
        message = f"The access key of account {account.account_id} cannot be read: {error}. Enter it again."
        raise AwsError(ErrorKind.CREDENTIALS, "UnreadableKey", message) from error
    return AccountAccess(
        "role" if account.kind == "role" else "keys",
        account.account_id,
        account.role_arn,
        account.external_id,
        account.access_key_id,
        secret,
        account.partition,
    )
