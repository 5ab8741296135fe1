"""The laws of the wire: what is packed comes out again, and whatever comes in never raises."""

import hypothesis
import msgspec
import pytest
from hypothesis import strategies as st

from qc_service.model.batch import Batch, BatchKind, BatchNotice, NoticeKey
from qc_service.model.sheet import ImageHead, SheetKey, Submission
from qc_service.wire.limits import HEADER_BYTES, WireLimits
from qc_service.wire.messages import (
    RETRY,
    Ack,
    Bye,
    Credit,
    Heartbeat,
    Hello,
    Message,
    Noted,
    Refusal,
    RefusalCode,
    RefusalMessage,
    pack,
    unpack,
)

names = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=40)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
digests = st.text("0123456789abcdef", min_size=64, max_size=64)
keys = st.builds(SheetKey, names, names, st.one_of(st.just(""), names), st.integers(0, 2**53 - 1))


@st.composite
def submissions(draw: st.DrawFn) -> Submission:
    images = tuple(draw(st.lists(st.binary(max_size=50), min_size=1, max_size=8)))
    heads = tuple(ImageHead(draw(names), draw(digests), len(image)) for image in images)
    return Submission(draw(keys), heads, images, draw(st.none() | st.binary(min_size=1)))


limits = st.builds(WireLimits, *(st.integers(0, 2**40) for _ in range(3)))
texts = st.one_of(st.just(""), names)
whole = st.integers(0, 2**53 - 1)
notice_keys = st.builds(NoticeKey, names, names, names, st.integers(1, 2**53 - 1))


@st.composite
def notices(draw: st.DrawFn) -> BatchNotice:
    boxes = draw(st.integers(0, 9))
    batch = Batch(
        id=draw(names),
        election=draw(texts),
        category=draw(texts),
        locale=draw(texts),
        locale_name=draw(texts),
        box=draw(st.integers(min(1, boxes), boxes)),
        boxes=boxes,
        scanner=draw(names),
        count=draw(st.integers(1, 9)),
        expected=draw(st.none() | whole),
    )
    kind, number = draw(st.sampled_from(BatchKind)), draw(st.integers(1, 2**53 - 1))
    return BatchNotice(kind, batch, draw(names), number, draw(st.none() | whole), draw(texts))


messages: st.SearchStrategy[Message] = st.one_of(
    st.builds(Hello, names, names, st.one_of(st.just(""), names)),
    submissions(),
    st.builds(Ack, keys, digests, st.booleans(), st.lists(any_text).map(tuple)),
    notices(),
    st.builds(Noted, notice_keys, st.booleans()),
    st.builds(
        RefusalMessage,
        any_text,
        any_text,
        st.booleans(),
        st.none() | keys,
        st.none() | notice_keys,
    ),
    st.builds(Credit, st.integers(0, 99), limits, st.floats(0, 99), st.floats(0, 99)),
    st.just(Heartbeat()),
    st.builds(Bye, any_text),
)
openings = st.one_of(
    st.binary(max_size=6),
    st.sampled_from([b"QC\x01" + bytes([letter]) for letter in b"HSARCBYKNX"]),
)
headers = st.one_of(
    st.binary(max_size=60),
    st.recursive(
        st.none() | st.integers() | any_text,
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["key", "heads"]), inner),
    ).map(msgspec.json.encode),
)
key = SheetKey("S01", "night", "", 7)
image = b"image"
head = ImageHead("7.png", "0" * 64, len(image))


@hypothesis.given(messages)
def test_unpack_gives_what_was_packed(message: Message) -> None:
    assert unpack(pack(message)) == message


@hypothesis.given(st.lists(st.binary(max_size=60), max_size=8))
def test_random_frames_give_a_refusal(frames: list[bytes]) -> None:
    # Four random bytes that open this protocol would be one in four thousand million.
    assert isinstance(unpack(frames), Refusal)


@hypothesis.given(openings, headers, st.lists(st.binary(max_size=9), max_size=12))
def test_frames_that_begin_well_give_a_message_or_a_refusal(
    opening: bytes, header: bytes, rest: list[bytes]
) -> None:
    assert isinstance(unpack([opening, header, *rest]), Message | Refusal)


@hypothesis.given(messages, st.data())
def test_a_changed_byte_never_raises(message: Message, data: st.DataObject) -> None:
    frames = pack(message)
    which = data.draw(st.integers(0, 1))
    place = data.draw(st.integers(0, len(frames[which]) - 1))
    changed = bytearray(frames[which])
    changed[place] ^= data.draw(st.integers(1, 255))
    frames[which] = bytes(changed)
    assert isinstance(unpack(frames), Message | Refusal)


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([], RefusalCode.MALFORMED),
        ([b"GET / HTTP/1.1"], RefusalCode.MALFORMED),
        ([b"QC\x02H", b"{}"], RefusalCode.VERSION),
        ([b"QC\x01?", b"{}"], RefusalCode.UNKNOWN_KIND),
        ([b"QC\x01B"], RefusalCode.FRAME_COUNT),
        ([b"QC\x01B", b"{}", b""], RefusalCode.FRAME_COUNT),
        ([b"QC\x01S", b"{}"], RefusalCode.FRAME_COUNT),
        ([b"QC\x01H", b"{}"], RefusalCode.HEADER),
        ([b"QC\x01H", b'{"scanner":"","session":"n"}'], RefusalCode.HEADER),
        ([b"QC\x01H", b'{"scanner":"a\\nb","session":"n"}'], RefusalCode.HEADER),
        ([b"QC\x01B", b" " * (HEADER_BYTES + 1)], RefusalCode.HEADER),
        ([b"QC\x01B", b'{"a":' + b"[" * 60_000], RefusalCode.HEADER),
        ([b"QC\x01B", b'"\xff"'], RefusalCode.HEADER),
    ],
)
def test_each_broken_form_has_its_code(frames: list[bytes], code: RefusalCode) -> None:
    answer = unpack(frames)
    assert isinstance(answer, Refusal)
    assert answer.code is code


@pytest.mark.parametrize(
    ("submission", "code"),
    [
        (Submission(key, (), ()), RefusalCode.IMAGE_COUNT),
        (Submission(key, (head,) * 3, (image,) * 3), RefusalCode.IMAGE_COUNT),
        (Submission(key, (head,), (image,) * 2), RefusalCode.FRAME_COUNT),
        (Submission(key, (head,), (b"other size",)), RefusalCode.SIZE_MISMATCH),
        (Submission(key, (head,), (b"x" * 21,)), RefusalCode.IMAGE_SIZE),
        (Submission(key, (head,), (image,), b"r" * 31), RefusalCode.REPORTED_SIZE),
    ],
)
def test_a_submission_outside_the_limits_names_its_sheet(
    submission: Submission, code: RefusalCode
) -> None:
    answer = unpack(pack(submission), WireLimits(20, 2, 30))
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.key) == (code, key)


@pytest.mark.parametrize(
    ("key", "head"),
    [
        (SheetKey("", "n", "", 1), head),
        (SheetKey("s" * 129, "n", "", 1), head),
        (SheetKey("s", "n", "\x00", 1), head),
        (SheetKey("s", "n", "", -1), head),
        (SheetKey("s", "n", "", 2**53), head),
        (key, ImageHead("", "0" * 64, len(image))),
        (key, ImageHead("7.png", "A" * 64, len(image))),
    ],
)
def test_a_header_with_a_wrong_field_is_refused(key: SheetKey, head: ImageHead) -> None:
    answer = unpack(pack(Submission(key, (head,), (image,))))
    assert isinstance(answer, Refusal)
    assert answer.code is RefusalCode.HEADER


BOX = Batch("K07", scanner="S01")
NOTICE = BatchNotice(BatchKind.OPENED, BOX, "night", 1)


@pytest.mark.parametrize(
    ("fields", "of_box"),
    [
        ({"number": 0}, {}),
        ({"number": 2**53}, {}),
        ({"session": ""}, {}),
        ({"sheets": -1}, {}),
        ({"reason": "r" * 1001}, {}),
        ({}, {"id": ""}),
        ({}, {"id": "a\nb"}),
        ({}, {"scanner": ""}),
        ({}, {"locale_name": "n" * 129}),
        ({}, {"box": 3, "boxes": 2}),
        ({}, {"box": 0, "boxes": 2}),
        ({}, {"box": -1, "boxes": -1}),
        ({}, {"count": 0}),
        ({}, {"expected": -1}),
    ],
)
def test_a_notice_with_a_wrong_field_is_refused(
    fields: dict[str, object], of_box: dict[str, object]
) -> None:
    replace = msgspec.structs.replace
    answer = unpack(pack(replace(NOTICE, batch=replace(BOX, **of_box), **fields)))
    assert isinstance(answer, Refusal)
    assert answer.code is RefusalCode.HEADER
    wrong = next(iter({**fields, **of_box}))
    assert answer.message.startswith(wrong)


def test_a_notice_without_its_box_or_of_an_unknown_kind_is_refused() -> None:
    for header in (
        b"{}",
        b'{"kind":"lost","batch":{"id":"K","scanner":"S"},"session":"n","number":1}',
    ):
        answer = unpack([b"QC\x01K", header])
        assert isinstance(answer, Refusal)
        assert answer.code is RefusalCode.HEADER


def test_an_unknown_field_is_passed_over() -> None:
    header = b'{"scanner":"S01","session":"n","later":{"a":1}}'
    assert unpack([b"QC\x01H", header]) == Hello("S01", "n")


def test_only_passing_trouble_may_be_sent_again() -> None:
    assert {"no-hello", "credit", "busy", "draining"} == RETRY
