"""SQS: the one queue of the home account that EventBridge fills. ReceiveMessage polls long, as asked."""

import time
from typing import Any

from demo_aws.estate.queue import VISIBILITY_SECONDS, Message
from demo_aws.wire.call import Call
from demo_aws.wire.errors import AwsError
from demo_aws.world import QUEUE_NAME

LOOK_EVERY_S = 0.2


def get_queue_url(call: Call) -> dict[str, Any]:
    owner = call.params.get("QueueOwnerAWSAccountId", call.account_id)
    _require(call, owner, call.params["QueueName"])
    return {"QueueUrl": f"https://sqs.{call.region}.amazonaws.com/{owner}/{QUEUE_NAME}"}


def get_queue_attributes(call: Call) -> dict[str, Any]:
    _queue(call)
    waiting, taken = call.world.arrived().counts(time.time())
    known = {
        "QueueArn": call.world.queue_arn,
        "ApproximateNumberOfMessages": str(waiting),
        "ApproximateNumberOfMessagesNotVisible": str(taken),
        "VisibilityTimeout": str(VISIBILITY_SECONDS),
    }
    asked = call.params.get("AttributeNames", [])
    return {"Attributes": {name: known[name] for name in known if name in asked or "All" in asked}}


def send_message(call: Call) -> dict[str, Any]:
    _queue(call)
    made = call.world.queue.send(call.params["MessageBody"], time.time())
    return {"MessageId": made.id, "MD5OfMessageBody": made.digest}


def receive_message(call: Call) -> dict[str, Any]:
    """Up to ten messages; waits for the first one for as long as `WaitTimeSeconds` says."""
    _queue(call)
    most, wait = call.params.get("MaxNumberOfMessages", 1), call.params.get("WaitTimeSeconds", 0)
    if not 1 <= most <= 10:
        raise _invalid(f"Value {most} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10.")
    if not 0 <= wait <= 20:
        raise _invalid(f"Value {wait} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20.")
    hidden = call.params.get("VisibilityTimeout", VISIBILITY_SECONDS)
    until = time.monotonic() + wait
    while True:
        found = call.world.arrived().receive(most, hidden, time.time())
        if found or time.monotonic() >= until:
            return {"Messages": [_shown(one) for one in found]} if found else {}
        time.sleep(LOOK_EVERY_S)


def delete_message(call: Call) -> dict[str, Any]:
    _queue(call)
    if not call.world.queue.delete(call.params["ReceiptHandle"]):
        raise AwsError("ReceiptHandleIsInvalid", "The input receipt handle is invalid.", 400)
    return {}


def delete_message_batch(call: Call) -> dict[str, Any]:
    _queue(call)
    done, failed = [], []
    for entry in call.params["Entries"]:
        if call.world.queue.delete(entry["ReceiptHandle"]):
            done.append({"Id": entry["Id"]})
        else:
            failed.append({"Id": entry["Id"], "SenderFault": True, "Code": "ReceiptHandleIsInvalid"})
    return {"Successful": done, "Failed": failed}


def _queue(call: Call) -> None:
    owner, _, name = call.params["QueueUrl"].rpartition("/")
    _require(call, owner.rpartition("/")[2], name)


def _require(call: Call, owner: str, name: str) -> None:
    arn = f"arn:aws:sqs:{call.region}:{owner}:{name}"
    if arn != call.world.queue_arn or call.account_id != call.world.home.account_id:
        raise AwsError("QueueDoesNotExist", "The specified queue does not exist.", 400)


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidParameterValue", message, 400)


def _shown(message: Message) -> dict[str, Any]:
    return {
        "MessageId": message.id,
        "ReceiptHandle": message.receipt,
        "MD5OfBody": message.digest,
        "Body": message.body,
        "Attributes": {"ApproximateReceiveCount": str(message.deliveries)},
    }
