"""A stand-in for the AWS CLI, which is no dependency: the calls of the script, by boto3, with its own --query.

With AWS_ADMIN_ROLE it assumes that role first; each call is written to AWS_CALLS.
"""

import json
import os
import sys
from pathlib import Path

import boto3
import jmespath

_LISTS = {"WorkspaceIds"}


def options(words: list[str]) -> dict[str, str]:
    made = {}
    while words:
        made[words[0].removeprefix("--")] = words[1]
        words = words[2:]
    return made


def member(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))


def pairs(text: str) -> dict[str, str | int]:
    found = dict(part.split("=", 1) for part in text.split(","))
    return {key: int(value) if value.isdigit() else value for key, value in found.items()}


def session(region: str) -> boto3.Session:
    role = os.environ.get("AWS_ADMIN_ROLE")
    if not role:
        return boto3.Session(region_name=region)
    given = boto3.client("sts", region_name=region).assume_role(RoleArn=role, RoleSessionName="desk")["Credentials"]
    return boto3.Session(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], region_name=region)


def shown(value: object) -> str:
    if isinstance(value, list):
        return "\t".join("None" if one is None else str(one) for one in value)
    return "None" if value is None else str(value)


def main(words: list[str]) -> None:
    with Path(os.environ["AWS_CALLS"]).open("a") as calls:
        calls.write(json.dumps(words) + "\n")
    region = ""
    while words[0].startswith("--"):
        if words[0] == "--region":
            region = words[1]
        words = words[2:]
    service, operation, *rest = words
    asked = options(rest)
    query, _ = asked.pop("query", "@"), asked.pop("output", None)
    parameters: dict[str, object] = {}
    for name, text in asked.items():
        key = member(name)
        if key == "TerminateWorkspaceRequests":
            parameters[key] = [pairs(text)]
        elif key == "WorkspaceProperties":
            parameters[key] = pairs(text)
        else:
            parameters[key] = [text] if key in _LISTS else text
    client = session(region).client(service)
    answer = getattr(client, operation.replace("-", "_"))(**parameters)
    sys.stdout.write(shown(jmespath.search(query, answer)) + "\n")


main(sys.argv[1:])
