"""Asks a service whether it is ready, on its own protocol."""

import socket
import struct
import urllib.error
import urllib.request
from io import BufferedRWPair

from devstack.plan import Probe

TIMEOUT_S = 2.0
POSTGRES_PROTOCOL = 196608
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def is_ready(probe: Probe, alive_s: float) -> bool:
    """One attempt, within two seconds. `alive_s` is how long the process has been running."""
    try:
        match probe.kind:
            case "http":
                return _http(probe.target)
            case "redis":
                return _redis(probe, "PING") == b"+PONG\r\n"
            case "worker":
                return any(_consumes(line) for line in _redis(probe, "CLIENT", "LIST").splitlines())
            case "postgres":
                return _postgres(probe.target)
            case "alive":
                return alive_s >= probe.seconds
    except (OSError, urllib.error.URLError):
        return False


def _http(url: str) -> bool:
    with OPENER.open(url, timeout=TIMEOUT_S) as answer:
        return int(answer.status) == 200


def _connect(target: str) -> socket.socket:
    host, _, port = target.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=TIMEOUT_S)


def _redis(probe: Probe, *command: str) -> bytes:
    with _connect(probe.target) as connection, connection.makefile("rwb") as stream:
        if probe.password:
            _say(stream, "AUTH", probe.password)
            stream.readline()
        _say(stream, *command)
        head: bytes = stream.readline()
        return stream.read(int(head[1:])) if head.startswith(b"$") else head


def _say(stream: BufferedRWPair, *words: str) -> None:
    data = b"".join(b"$%d\r\n%s\r\n" % (len(word.encode()), word.encode()) for word in words)
    stream.write(b"*%d\r\n%s" % (len(words), data))
    stream.flush()


def _consumes(client: bytes) -> bool:
    # Only a Celery worker waits for tasks (BRPOP); while its slots are full it still listens for remote control.
    return b" cmd=brpop" in client or b" cmd=psubscribe" in client


def _postgres(target: str) -> bool:
    # A server that is starting or stopping answers E to the greeting, one that is ready asks for the password (R).
    words = b"user\0workspaces\0database\0postgres\0\0"
    with _connect(target) as connection:
        connection.sendall(struct.pack("!ii", len(words) + 8, POSTGRES_PROTOCOL) + words)
        return connection.recv(1) == b"R"
