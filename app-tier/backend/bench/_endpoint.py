"""An AWS of any size that costs next to nothing to ask: `python -m bench._endpoint --port P --workspaces N ...`.

Three accounts with three Regions each, and what the collectors ask of them, over the wire; every answer follows from
the question, so there is nothing to build first. It checks nothing: that is what the demo estate is for.
"""

import argparse
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

import orjson
import uvicorn

from bench._fleet import ACCOUNTS, REGIONS
from bench.merge import _item

HOUR, DAY = 3600, 86_400
TRAIL_DAYS = 90
KEY = "AKIA"
Answer = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
_CALLS = ("StopWorkspaces", "StartWorkspaces", "RebootWorkspaces", "ModifyWorkspaceProperties")

_PRICE = orjson.dumps(
    {
        "product": {
            "productFamily": "Enterprise Applications",
            "sku": "SKU1",
            "attributes": {
                "bundle": "Standard",
                "operatingSystem": "Windows",
                "license": "Included",
                "runningMode": "AutoStop",
                "storage": "Root:80 GB,User:50 GB",
                "usagetype": "USE1-AW-HW-2-AutoStop-Usage",
                "regionCode": "us-east-1",
            },
        },
        "terms": {
            "OnDemand": {
                "SKU1.JRT": {
                    "effectiveDate": "2026-01-01T00:00:00Z",
                    "priceDimensions": {
                        "SKU1.JRT.6YS": {
                            "unit": "Hour",
                            "rateCode": "SKU1.JRT.6YS",
                            "beginRange": "0",
                            "endRange": "Inf",
                            "pricePerUnit": {"USD": "0.30"},
                        }
                    },
                }
            }
        },
    }
).decode()


class Aws:
    """The answers. Hours reach `days` back, of each `events` / 9 calls lie in the trail of a place."""

    def __init__(self, workspaces: int, days: int, events: int) -> None:
        places = len(ACCOUNTS) * len(REGIONS)
        self.size, self.events = workspaces // places, events // places
        self.now = int(time.time()) // HOUR * HOUR
        self.oldest = self.now - days * DAY
        self.step = TRAIL_DAYS * DAY / max(self.events, 1)

    def answer(self, operation: str, asked: Answer, account: str, region: str) -> bytes:
        """The body of an answer. Operations that nobody thought of have nothing to tell."""
        found = getattr(self, operation, None)
        told = {} if found is None else found(asked, ACCOUNTS.index(account) * len(REGIONS) + REGIONS.index(region))
        return told if isinstance(told, bytes) else orjson.dumps(told)

    # --- the fleet

    def _named(self, asked: Answer, place: int, most: int) -> tuple[range, Answer]:
        start = int(asked.get("NextToken") or asked.get("PaginationToken") or 0)
        end = min(start + most, self.size)
        more = {"NextToken": str(end), "PaginationToken": str(end)} if end < self.size else {}
        return range(place * self.size + start, place * self.size + end), more

    def DescribeWorkspaces(self, asked: Answer, place: int) -> Answer:  # noqa: N802 - as AWS writes it
        numbers, more = self._named(asked, place, 25)
        if asked.get("WorkspaceIds"):
            numbers, more = [int(each.removeprefix("ws-"), 16) for each in asked["WorkspaceIds"]], {}  # type: ignore[assignment]
        more.pop("PaginationToken", None)
        return {"Workspaces": [_item(n) for n in numbers], **more}

    def DescribeWorkspacesConnectionStatus(self, asked: Answer, _: int) -> Answer:  # noqa: N802
        seen = {"ConnectionState": "DISCONNECTED", "LastKnownUserConnectionTimestamp": self.now - DAY}
        status = [{"WorkspaceId": each, **seen} for each in asked.get("WorkspaceIds") or []]
        return {"WorkspacesConnectionStatus": status}

    def GetResources(self, asked: Answer, place: int) -> Answer:  # noqa: N802
        numbers, more = self._named(asked, place, 100)
        prefix = f"arn:aws:workspaces:{REGIONS[place % 3]}:{ACCOUNTS[place // 3]}:workspace/ws-"
        found = [
            {"ResourceARN": f"{prefix}{n:09x}", "Tags": [{"Key": "department", "Value": f"d{n % 31}"}]} for n in numbers
        ]
        return {"ResourceTagMappingList": found, "PaginationToken": more.get("PaginationToken", "")}

    def DescribeWorkspaceDirectories(self, _: Answer, __: int) -> Answer:  # noqa: N802
        return {"Directories": [{"DirectoryId": f"d-{n:010x}", "DirectoryName": f"corp{n}.example"} for n in range(7)]}

    def DescribeDirectories(self, _: Answer, __: int) -> Answer:  # noqa: N802
        """One in seven is of the kind whose users can be asked for, one call each."""
        kinds = ["MicrosoftAD", *["ADConnector"] * 6]
        return {"DirectoryDescriptions": [{"DirectoryId": f"d-{n:010x}", "Type": kind} for n, kind in enumerate(kinds)]}

    def DescribeWorkspaceBundles(self, asked: Answer, _: int) -> Answer:  # noqa: N802
        compute = {"ComputeType": {"Name": "STANDARD"}}
        return {"Bundles": [{"BundleId": each, "Name": each, **compute} for each in asked.get("BundleIds") or []]}

    # --- what happened

    def GetMetricData(self, asked: Answer, _: int) -> bytes:  # noqa: N802
        pieces = []
        for n, wanted in enumerate(asked["MetricDataQueries"]):
            points = _points(
                max(int(asked["StartTime"]), self.oldest),
                min(int(asked["EndTime"]), self.now),
                wanted["MetricStat"]["Period"],
                n % 24,
            )
            pieces.append(b'{"Id":"%s","StatusCode":"Complete",%s}' % (wanted["Id"].encode(), points))
        return b'{"Messages":[],"MetricDataResults":[%s]}' % b",".join(pieces)

    def LookupEvents(self, asked: Answer, place: int) -> Answer:  # noqa: N802
        first = self.now - TRAIL_DAYS * DAY
        newest = min(int((float(asked.get("EndTime") or self.now) - first) / self.step), self.events - 1)
        oldest = max(int((float(asked.get("StartTime") or first) - first) / self.step) + 1, 0)
        start = int(asked.get("NextToken") or newest)
        end = max(start - 50, oldest - 1)
        events = [self._event(n, int(first + n * self.step), place) for n in range(start, end, -1)]
        return {"Events": events, **({"NextToken": str(end)} if end >= oldest else {})}

    def _event(self, n: int, at: int, place: int) -> Answer:
        name, region, account = _CALLS[n % 4], REGIONS[place % 3], ACCOUNTS[place // 3]
        workspace = {"workspaceId": f"ws-{place * self.size + n % max(self.size, 1):09x}"}
        listed = f"{name[0].lower()}{name[1:-1]}Requests"
        asked = workspace if name == _CALLS[3] else {listed: [workspace]}
        when = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        event_id = f"{place:08x}-0000-4000-a000-{n:012x}"
        detail = {
            "eventVersion": "1.09",
            "eventID": event_id,
            "eventTime": when,
            "eventName": name,
            "readOnly": False,
            "eventSource": "workspaces.amazonaws.com",
            "awsRegion": region,
            "recipientAccountId": account,
            "sourceIPAddress": f"198.51.100.{n % 250}",
            "userAgent": "aws-cli/2.15",
            "requestParameters": asked,
            "userIdentity": {"type": "AssumedRole", "arn": f"arn:aws:sts::{account}:assumed-role/Ops/admin{n % 9}"},
            "responseElements": {"failedRequests": []},
        }
        return {
            "EventId": event_id,
            "EventName": name,
            "EventTime": at,
            "Username": f"admin{n % 9}",
            "EventSource": "workspaces.amazonaws.com",
            "CloudTrailEvent": orjson.dumps(detail).decode(),
        }

    # --- money and accounts

    def GetCostAndUsage(self, asked: Answer, _: int) -> Answer:  # noqa: N802
        day, end = (date.fromisoformat(asked["TimePeriod"][name]) for name in ("Start", "End"))
        results = []
        while day < end:
            following = day + timedelta(days=1)
            if asked["Granularity"] == "MONTHLY":
                following = min((day.replace(day=1) + timedelta(days=32)).replace(day=1), end)
            measured = {
                "UnblendedCost": {"Amount": "31.5", "Unit": "USD"},
                "UsageQuantity": {"Amount": "1", "Unit": "h"},
            }
            groups = [{"Keys": ["USE1-AW-HW-2-AutoStop-Usage", each], "Metrics": measured} for each in ACCOUNTS]
            period = {"Start": day.isoformat(), "End": following.isoformat()}
            results.append({"TimePeriod": period, "Groups": groups, "Estimated": False})
            day = following
        return {"ResultsByTime": results}

    def GetProducts(self, _: Answer, __: int) -> Answer:  # noqa: N802
        return {"PriceList": [_PRICE]}

    def ListAccounts(self, _: Answer, __: int) -> Answer:  # noqa: N802
        return {"Accounts": [{"Id": each, "Name": f"Account {each[:3]}", "Status": "ACTIVE"} for each in ACCOUNTS]}

    def DescribeAccount(self, asked: Answer, _: int) -> Answer:  # noqa: N802
        return {"Account": {"Id": asked["AccountId"], "Name": f"Account {asked['AccountId'][:3]}"}}


@lru_cache(maxsize=5000)
def _points(start: int, end: int, period: int, phase: int) -> bytes:
    """Timestamps, newest first as CloudWatch gives them, and values of office hours that begin at `phase`."""
    times = range(start - start % -period, end, period)[::-1]
    values = [int((at // HOUR - phase) % 24 < 8) if period == HOUR else 10 + at // DAY % 50 for at in times]
    return b'"Timestamps":%s,"Values":%s' % (orjson.dumps(list(times)), orjson.dumps(values))


def _sts(form: dict[str, list[str]], account: str) -> bytes:
    action = form["Action"][0]
    until = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = f"<Account>{account}</Account><Arn>arn:aws:iam::{account}:role/Reader</Arn><UserId>U</UserId>"
    if action == "AssumeRole":
        account = form["RoleArn"][0].split(":")[4]
        told = (
            f"<Credentials><AccessKeyId>{KEY}{account}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
            f"<SessionToken>t</SessionToken><Expiration>{until}</Expiration></Credentials>"
        )
    space = "https://sts.amazonaws.com/doc/2011-06-15/"
    return f'<{action}Response xmlns="{space}"><{action}Result>{told}</{action}Result></{action}Response>'.encode()


class Application:
    """ASGI: account and Region from the signature, the operation from the target."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        signed = headers.get("authorization", "").partition("Credential=")[2].split("/")
        kind, told = b"application/x-amz-json-1.1", b"{}"
        if len(signed) > 3:
            account = signed[0].removeprefix(KEY)
            if signed[3] == "sts":
                kind, told = b"text/xml", _sts(parse_qs(body.decode()), account)
            elif "x-amz-target" in headers:
                region = signed[2] if signed[2] in REGIONS else REGIONS[0]
                asked = orjson.loads(body or b"{}")
                told = self._aws.answer(headers["x-amz-target"].rpartition(".")[2], asked, account, region)
        length = str(len(told)).encode()
        reply = [(b"content-type", kind), (b"content-length", length), (b"x-amzn-requestid", b"bench")]
        await send({"type": "http.response.start", "status": 200, "headers": reply})
        await send({"type": "http.response.body", "body": told})


def main() -> None:
    """Serve until terminated."""
    parser = argparse.ArgumentParser(prog="bench._endpoint", description=__doc__)
    for name in ("port", "workspaces", "days", "events"):
        parser.add_argument(f"--{name}", type=int, required=True)
    given = parser.parse_args()
    aws = Aws(given.workspaces, given.days, given.events)
    uvicorn.run(Application(aws), port=given.port, log_level="warning", access_log=False, lifespan="off", ws="none")


if __name__ == "__main__":
    main()
