"""A small AWS at the wire protocol, whose fleet and misbehaviour a test writes down itself."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOME = "111111111111"
PAGE = 25
STS = (
    """<{op}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{op}Result>{body}</{op}Result></{op}Response>"""
)
STS_ERROR = "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"


class Refused(Exception):  # noqa: N818 - what AWS does
    """Raised by a handler of a test: the answer is an error."""

    def __init__(self, code: str, status: int = 400, body: bytes | None = None) -> None:
        super().__init__(code)
        self.code, self.status, self.body = code, status, body


@dataclass
class FakeAws:
    """Fleets by (account, Region). `hook` sees every call first and may answer (a dict or bytes) or refuse it."""

    workspaces: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    connections: dict[str, dict[str, Any]] = field(default_factory=dict)
    directories: list[dict[str, Any]] = field(default_factory=list)
    bundles: list[dict[str, Any]] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    session_seconds: int = 3600
    hook: Callable[[str, str, str, dict[str, Any]], Any] = lambda *_: None
    calls: list[tuple[str, str, str, dict[str, Any]]] = field(default_factory=list)
    assumed: int = 0
    expired: set[str] = field(default_factory=set)
    url: str = ""

    def asked(self, operation: str) -> list[dict[str, Any]]:
        return [request for _, _, name, request in self.calls if name == operation]

    def answer(self, key: str, region: str, operation: str, request: dict[str, Any]) -> Any:
        account = self.account_of(key)
        self.calls.append((account, region, operation, request))
        given = self.hook(account, region, operation, request)
        if given is not None:
            return given
        handler = getattr(self, operation, None)
        if handler is None:
            raise Refused("UnknownOperationException")
        return handler(account, region, request)

    def account_of(self, key: str) -> str:
        if key in self.expired:
            raise Refused("ExpiredTokenException")
        if key.startswith("AKIAHOME"):
            return HOME
        if key.startswith("ASIA"):
            return key[4:16]
        raise Refused("UnrecognizedClientException")

    def DescribeWorkspaces(self, account: str, region: str, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        fleet = self.workspaces.get((account, region), [])
        if ids := request.get("WorkspaceIds"):
            return {"Workspaces": [item for item in fleet if item["WorkspaceId"] in ids]}
        start = int(request.get("NextToken", "0"))
        answer: dict[str, Any] = {"Workspaces": fleet[start : start + PAGE]}
        if start + PAGE < len(fleet):
            answer["NextToken"] = str(start + PAGE)
        return answer

    def DescribeWorkspaceDirectories(self, *_: Any) -> dict[str, Any]:  # noqa: N802
        return {"Directories": self.directories}

    def DescribeWorkspaceBundles(self, account: str, region: str, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if ids := request.get("BundleIds"):
            return {"Bundles": [b for b in self.bundles if b["BundleId"] in ids]}
        owner = request.get("Owner", account)
        return {"Bundles": [b for b in self.bundles if b["Owner"] == owner]}

    def DescribeWorkspacesConnectionStatus(self, account: str, region: str, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        assert len(request["WorkspaceIds"]) <= PAGE
        found = [self.connections[i] for i in request["WorkspaceIds"] if i in self.connections]
        return {"WorkspacesConnectionStatus": found}

    def DescribeTags(self, account: str, region: str, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"TagList": pairs(self.tags.get(request["ResourceId"], {}))}

    def GetResources(self, account: str, region: str, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        here = {item["WorkspaceId"] for item in self.workspaces.get((account, region), [])}
        arn = f"arn:aws:workspaces:{region}:{account}:workspace/"
        listed = [{"ResourceARN": arn + i, "Tags": pairs(t)} for i, t in self.tags.items() if i in here]
        return {"ResourceTagMappingList": listed, "PaginationToken": ""}

    def DescribeIpGroups(self, *_: Any) -> dict[str, Any]:  # noqa: N802
        return {"Result": []}

    def DescribeWorkspaceImages(self, *_: Any) -> dict[str, Any]:  # noqa: N802
        return {"Images": []}

    def DescribeWorkspacesPools(self, *_: Any) -> dict[str, Any]:  # noqa: N802
        return {"WorkspacesPools": []}

    def DescribeDirectories(self, *_: Any) -> dict[str, Any]:  # noqa: N802
        return {
            "DirectoryDescriptions": [
                {"DirectoryId": d["DirectoryId"], "Type": "ADConnector"} for d in self.directories
            ]
        }

    def ListAccounts(self, *_: Any) -> dict[str, Any]:  # noqa: N802
        return {"Accounts": []}

    def GetProducts(self, *_: Any) -> dict[str, Any]:  # noqa: N802
        attributes = {"usagetype": "USE1-AW-HW-2", "regionCode": "us-east-1"}
        rate = {"rateCode": "A.B.C", "unit": "Month", "pricePerUnit": {"USD": "35.00"}}
        term = {"priceDimensions": {"A.B.C": rate}, "effectiveDate": "2026-06-01T00:00:00Z"}
        described = {"productFamily": "Enterprise Applications", "attributes": attributes, "sku": "A"}
        return {"PriceList": [json.dumps({"product": described, "terms": {"OnDemand": {"A.B": term}}})]}

    def GetCostAndUsage(self, account: str, region: str, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        first, end = (date.fromisoformat(request["TimePeriod"][name]) for name in ("Start", "End"))
        days = [first + timedelta(days=n) for n in range((end - first).days)]
        starts = [day for day in days if request["Granularity"] == "DAILY" or day.day == 1]
        periods = [{"Start": day.isoformat(), "End": end.isoformat()} for day in starts]
        return {"ResultsByTime": [{"TimePeriod": period, "Groups": [], "Estimated": False} for period in periods]}

    def GetCallerIdentity(self, account: str, region: str, request: dict[str, Any]) -> str:  # noqa: N802
        who = f"<Arn>arn:aws:iam::{account}:user/sync</Arn><UserId>U</UserId><Account>{account}</Account>"
        return STS.format(op="GetCallerIdentity", body=who)

    def AssumeRole(self, account: str, region: str, request: dict[str, Any]) -> str:  # noqa: N802
        arn = request["RoleArn"]
        if self.roles.get(arn) != request.get("ExternalId", ""):
            raise Refused("AccessDenied", 403)
        self.assumed += 1
        key = f"ASIA{arn.split(':')[4]}{self.assumed:04d}"
        until = f"{(2100 if self.session_seconds else 2000)}-01-01T00:00:00Z"
        body = (
            f"<Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
            f"<SessionToken>t</SessionToken><Expiration>{until}</Expiration></Credentials>"
        )
        return STS.format(op="AssumeRole", body=body)


def pairs(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def fleet(number: int, prefix: str = "ws") -> list[dict[str, Any]]:
    return [{"WorkspaceId": f"ws-{prefix}{i:05d}", "UserName": f"user{i}", "State": "AVAILABLE"} for i in range(number)]


def role(aws: FakeAws, account: str, external_id: str = "shared-secret") -> dict[str, str]:
    arn = f"arn:aws:iam::{account}:role/Inventory"
    aws.roles[arn] = external_id
    return {"role_arn": arn, "external_id": external_id}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    aws: FakeAws

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        scope = re.search(r"Credential=([^/]+)/\d+/([^/]+)/", self.headers.get("Authorization") or "")
        key, region = scope.groups() if scope else ("", "")
        target = self.headers.get("X-Amz-Target")
        query = target is None
        try:
            if query:
                from urllib.parse import parse_qsl

                request = dict(parse_qsl(body.decode()))
                operation = request.pop("Action")
            else:
                request, operation = json.loads(body), str(target).rsplit(".", 1)[-1]
            answer = self.aws.answer(key, region, operation, request)
            status, out = 200, answer if isinstance(answer, bytes) else self._encode(answer)
        except Refused as refused:
            status = refused.status
            text = (
                STS_ERROR.format(code=refused.code) if query else json.dumps({"__type": refused.code, "message": "no"})
            )
            out = text.encode() if refused.body is None else refused.body
        self.send_response(status)
        self.send_header("Content-Type", "text/xml" if query else "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(out)))
        self.end_headers()
        self.wfile.write(out)

    def _encode(self, answer: Any) -> bytes:
        return answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving(aws: FakeAws) -> Iterator[str]:
    handler = type("Handler", (_Handler,), {"aws": aws})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    aws.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield aws.url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
