"""EventBridge's events from an SQS queue. A message stays in it until whoever took it says that it is done with."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.aws.batch import Batch
from app.services.aws.calls import Clients
from app.services.aws.queues import Queue, configured
from app.services.aws.scope import Scope

MOST = 10  # messages a call
HIDDEN_S = 120
"""For so long nobody else gets a message that was taken; one that was not dealt with by then comes again."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it came. `receipt` is what it is deleted by."""

    message_id: str
    receipt: str
    body: str


class EventQueueCollector:
    """Messages of the queues of an account and Region."""

    kind = "event_queue"
    actions = ("sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:DeleteMessage")
    after: tuple[str, ...] = ()

    def collect(self, aws: Clients, scope: Scope) -> Batch[Message]:
        """The next messages of each configured queue of the Region; they are left in it."""
        batch: Batch[Message] = Batch(scope)
        for queue in configured():
            if queue.region == scope.region:
                with batch.guard("ReceiveMessage"):
                    batch.rows += self.receive(aws, scope, self.url(aws, scope, queue))
        return batch

    def url(self, aws: Clients, scope: Scope, queue: Queue) -> str:
        """Where the queue is. Raises AwsError."""
        answer = aws.call("sqs", "get_queue_url", scope, QueueName=queue.name, QueueOwnerAWSAccountId=queue.owner)
        return str(answer.get("QueueUrl") or "")

    def receive(self, aws: Clients, scope: Scope, url: str, wait_s: int = 0) -> list[Message]:
        """Up to ten messages, for the first of which it waits so many seconds (20 at most). Raises AwsError."""
        answer = aws.call(
            "sqs",
            "receive_message",
            scope,
            QueueUrl=url,
            MaxNumberOfMessages=MOST,
            WaitTimeSeconds=wait_s,
            VisibilityTimeout=HIDDEN_S,
        )
        return [
            Message(str(item.get("MessageId")), str(item["ReceiptHandle"]), str(item.get("Body") or ""))
            for item in answer.get("Messages") or []
            if item.get("ReceiptHandle")
        ]

    def delete(self, aws: Clients, scope: Scope, url: str, messages: Sequence[Message]) -> None:
        """Take the messages off the queue; one that AWS does not delete comes again. Raises AwsError."""
        entries = [{"Id": str(i), "ReceiptHandle": message.receipt} for i, message in enumerate(messages)]
        if entries:
            aws.call("sqs", "delete_message_batch", scope, QueueUrl=url, Entries=entries)
