"""A narrowed lineup is the same object each time; readers share a side out once."""

from dataclasses import dataclass

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from drawing import layout
from qc_service.flow.duties import share_out
from qc_service.flow.lineup import Lineup
from qc_service.model.layout import Layout, Region, Side, TargetShape
from qc_service.model.page import Page, Placement
from qc_service.model.reading import Reading
from qc_service.model.verdict import Profile

PROFILE = Profile("p", 0.1, 0.3, 0.02, 0.03, 0.4, 0.01, 0.3, "5", "")
ONE = layout()
OTHER = msgspec.structs.replace(ONE, id="other")


@dataclass
class Knows:
    """A reader that knows some shapes and regions, and is never asked to read."""

    name: str
    shapes: frozenset[TargetShape]
    regions: frozenset[str]

    def reads(self, shape: TargetShape) -> bool:
        return shape in self.shapes

    def scores(self, region: Region) -> bool:
        return region.id in self.regions

    def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
        raise NotImplementedError


def test_a_narrowed_lineup_is_made_once() -> None:
    lineup = Lineup((), (), (), (), PROFILE, (ONE, OTHER))
    assert lineup.only([ONE.id]) is lineup.only((ONE.id,))
    assert lineup.only([ONE.id]).layouts == (ONE,)
    assert lineup.only({OTHER.id, ONE.id}).layouts == (ONE, OTHER)
    assert lineup.only([]).layouts == ()


SIDE = ONE.sides[0]
SHAPES = frozenset(target.shape for target in SIDE.targets)
REGIONS = [region.id for region in SIDE.regions]
readers = st.builds(
    Knows,
    st.just("r"),
    st.frozensets(st.sampled_from(sorted(TargetShape))),
    st.frozensets(st.sampled_from(REGIONS) if REGIONS else st.nothing()),
)


@given(st.lists(readers, max_size=4))
def test_each_target_and_region_has_one_reader_or_none(offered: list[Knows]) -> None:
    duties = share_out(offered, SIDE)
    targets = [target for duty in duties.asked for target in duty.side.targets]
    known = frozenset().union(*(reader.shapes for reader in offered))
    assert sorted(duties.unread) == sorted(SHAPES - known)
    assert len(targets) == sum(target.shape in known for target in SIDE.targets)
    scored = [region for duty in duties.asked for region in duty.regions]
    assert len(scored) == len(set(scored))
    assert set(scored) == frozenset().union(*(reader.regions for reader in offered))
    assert all(SIDE.targets[i].option == option for (_, option), i in duties.order.items())


def test_a_reader_is_asked_with_the_same_side_each_time() -> None:
    reader = Knows("r", SHAPES, frozenset())
    lineup = Lineup((), (), (reader,), (), PROFILE, (ONE,))
    assert lineup.duties(SIDE) is lineup.duties(SIDE)
    assert lineup.duties(SIDE).asked[0].side is SIDE
