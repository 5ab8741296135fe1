"""ZeroMQ on loopback: whole messages, nothing dropped in silence, wrong addresses told."""

from collections.abc import Iterator

import pytest
import zmq

from qc_service.adapters.sockets import Dealer, Router
from qc_service.model.errors import QcError

PATIENCE_MS = 10_000


@pytest.fixture
def context() -> Iterator[zmq.Context[zmq.Socket[bytes]]]:
    with zmq.Context() as made:
        yield made


def connected(context: zmq.Context[zmq.Socket[bytes]], router: Router) -> Dealer:
    dealer = Dealer(context, router.address)
    assert dealer.socket.poll(PATIENCE_MS, zmq.POLLOUT)
    return dealer


def test_frames_go_there_and_back_and_are_handed_on_unopened(
    context: zmq.Context[zmq.Socket[bytes]],
) -> None:
    with (
        Router(context, "tcp://127.0.0.1:*", queue=10) as router,
        connected(context, router) as dealer,
    ):
        assert router.address.startswith("tcp://127.0.0.1:")
        assert router.receive() is None
        assert dealer.send([b"a", b"", b"c" * 100_000])
        assert router.socket.poll(PATIENCE_MS)
        arrived = router.receive()
        assert arrived is not None
        assert (arrived.sizes, arrived.first()) == ((1, 0, 100_000), [b"a", b""])
        assert router.send(arrived.peer, [b"back", *arrived.frames])
        assert dealer.socket.poll(PATIENCE_MS)
        assert dealer.receive() == [b"back", b"a", b"", b"c" * 100_000]


def test_a_peer_that_is_not_there_is_told_and_not_passed_over(
    context: zmq.Context[zmq.Socket[bytes]],
) -> None:
    with Router(context, "tcp://127.0.0.1:*", queue=10) as router:
        assert not router.send(b"nobody", [b"word"])


def test_a_peer_that_takes_nothing_is_told_when_its_queue_is_full(
    context: zmq.Context[zmq.Socket[bytes]],
) -> None:
    with (
        Router(context, "tcp://127.0.0.1:*", queue=2) as router,
        connected(context, router) as dealer,
    ):
        dealer.send([b"here"])
        assert router.socket.poll(PATIENCE_MS)
        arrived = router.receive()
        assert arrived is not None
        large = b"x" * 1_000_000
        assert not all(router.send(arrived.peer, [large]) for _ in range(5000))


def test_a_message_of_too_many_frames_arrives_as_too_many_and_the_next_is_whole(
    context: zmq.Context[zmq.Socket[bytes]],
) -> None:
    with (
        Router(context, "tcp://127.0.0.1:*", queue=10, frames_most=5) as router,
        connected(context, router) as dealer,
    ):
        dealer.send([b"x"] * 1000)
        dealer.send([b"next"])
        sizes: list[int] = []
        while len(sizes) < 2:
            assert router.socket.poll(PATIENCE_MS)
            arrived = router.receive()
            assert arrived is not None
            sizes.append(len(arrived.sizes))
        assert sizes == [6, 1]


def test_a_frame_above_the_limit_ends_the_connection_and_no_other(
    context: zmq.Context[zmq.Socket[bytes]],
) -> None:
    with (
        Router(context, "tcp://127.0.0.1:*", queue=10, most_bytes=1000) as router,
        connected(context, router) as large,
        connected(context, router) as small,
    ):
        large.send([b"x" * 1001])
        small.send([b"x" * 1000])
        assert router.socket.poll(PATIENCE_MS)
        arrived = router.receive()
        assert arrived is not None
        assert arrived.sizes == (1000,)
        assert router.receive() is None
        large.close(0)


def test_without_a_connection_sending_says_so(context: zmq.Context[zmq.Socket[bytes]]) -> None:
    with Dealer(context, "tcp://127.0.0.1:9") as dealer:
        assert not dealer.send([b"word"])


def test_an_address_in_use_or_impossible_is_exit_code_7(
    context: zmq.Context[zmq.Socket[bytes]],
) -> None:
    with Router(context, "tcp://127.0.0.1:*", queue=10) as router:
        for endpoint in (router.address, "tcp://192.0.2.1:5557", "nonsense"):
            with pytest.raises(QcError) as error:
                Router(context, endpoint, queue=10)
            assert (error.value.code, error.value.exit_code) == ("service.bind", 7)
            assert endpoint in error.value.message
    with pytest.raises(QcError) as error:
        Dealer(context, "nonsense")
    assert (error.value.code, error.value.exit_code) == ("feed.address", 2)
