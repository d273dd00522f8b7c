#!/usr/bin/python3
"""Asks a port of loopback for /health over and over, each time on a connection of its own, until its input ends.

usage: health.py PORT SECONDS PID

PID is the server's. It and this process take precedence over all others: whoever sends nonsense runs on this machine too, which in life brings processors of its own.

Prints a line when it has the first answer; and in the end the longest that an answer took, in seconds, how often it asked, and what went wrong, if anything did: an answer
that is not 200, or none within SECONDS. Whoever knocks among thousands may have to make room and knocks again; that is the same question still.
"""
import contextlib
import os
import select
import socket
import sys
import time

REQUEST = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def ask(port):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(REQUEST)
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise ValueError(f"/health answered {answer!r}")


def why_not_answered(port):
    try:
        return ask(port)
    except OSError as error:
        return f"/health was not answered: {error}"


def watch(port, longest):
    worst, asked, is_over = 0.0, 0, False
    while not is_over:
        begun = time.monotonic()
        while why := why_not_answered(port):
            if time.monotonic() - begun > longest:
                return max(worst, time.monotonic() - begun), asked, why
        worst, asked = max(worst, time.monotonic() - begun), asked + 1
        is_over = select.select([sys.stdin], [], [], 0.02)[0]
    return worst, asked, ""


def main():
    for thread in ["0", *os.listdir(f"/proc/{sys.argv[3]}/task")]:
        with contextlib.suppress(OSError):  # It may have ended, and not everybody may do that.
            os.setpriority(os.PRIO_PROCESS, int(thread), -10)
    ask(int(sys.argv[1]))
    print("It answers.", flush=True)
    try:
        print(*watch(int(sys.argv[1]), float(sys.argv[2])), sep="\n")
    except ValueError as error:
        print(0, 0, error, sep="\n")


main()
