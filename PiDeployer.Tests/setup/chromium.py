#!/usr/bin/python3
"""Debian's Chromium, deaf to the machine's network interfaces.

Whenever one gets an address, Chromium gives up each request that still waits for a connection (ERR_NETWORK_CHANGED), also those to the loopback interface. The engines
of other tests make interfaces all the time. Without a netlink socket it never hears of them.
"""

import errno
import os
import socket
import sys

import seccomp

rules = seccomp.SyscallFilter(seccomp.ALLOW)
rules.add_rule(seccomp.ERRNO(errno.EAFNOSUPPORT), "socket", seccomp.Arg(0, seccomp.EQ, socket.AF_NETLINK))
rules.load()
os.execv("/usr/bin/chromium", ["chromium", *sys.argv[1:]])
