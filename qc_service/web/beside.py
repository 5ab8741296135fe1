"""A question to a module in a process of its own, which gives way to the service.

What takes a core for seconds would, in the service itself, hold up the writing of records.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable

GIVES_WAY = 10
"""What is added to the niceness of the process: reading ballots goes first."""


async def ask_beside(module: str, question: bytes) -> bytes:
    """Have a module answer as `answer` does; nothing comes back where it ends with a failure.

    The process ends with the task that waits for it.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        told, _ = await child.communicate(question)
    finally:
        if child.returncode is None:
            child.kill()
            await child.communicate()
    return told if child.returncode == 0 else b""


def answer(work: Callable[[bytes], bytes]) -> None:
    """Take the question on standard input, and give what `work` makes of it on standard output."""
    os.nice(GIVES_WAY)
    sys.stdout.buffer.write(work(sys.stdin.buffer.read()))
