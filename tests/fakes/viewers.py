"""Many browsers watching at once, as far as the service can tell: streams that read and forget."""

import asyncio
import sys
from urllib.parse import urlsplit

PATHS = ("/events?lang=nb", "/events?lang=nn", "/wall/events?lang=nb")


async def watch(host: str, port: int, path: str, ready: asyncio.Semaphore) -> None:
    """Keep one stream of updates open and read all that comes."""
    reader, writer = await asyncio.open_connection(host, port)
    asked = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: gzip\r\n\r\n"
    writer.write(asked.encode())
    await writer.drain()
    if not (await reader.readline()).startswith(b"HTTP/1.1 200"):
        raise ConnectionError("the service did not give a stream")
    ready.release()
    while await reader.read(65536):
        pass


async def main(address: str, number: str) -> None:
    """Open so many streams, say so on stdout, and watch until killed."""
    place = urlsplit(address)
    ready = asyncio.Semaphore(0)
    watching = [
        asyncio.create_task(
            watch(place.hostname or "", place.port or 0, PATHS[n % len(PATHS)], ready)
        )
        for n in range(int(number))
    ]
    for _ in watching:
        await ready.acquire()
    sys.stdout.write("watching\n")
    sys.stdout.flush()
    await asyncio.gather(*watching)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
