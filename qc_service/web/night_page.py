"""The night at the end: one page to print, with what was seen and what was done about it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from qc_service.adapters.board import Board, veil
from qc_service.flow.figures import CheckFigures
from qc_service.model.errors import QcError
from qc_service.model.words import Language
from qc_service.web.alarm_desk import to_wall
from qc_service.web.alarm_views import AlarmViews
from qc_service.web.archive import Archive
from qc_service.web.night_charts import agreements, pace_charts
from qc_service.web.rendering import renderer
from qc_service.web.viewers import Viewers

SMALL = 60
"""Papers below which a stratum's results are not told: the law's own limit for counting a polling
place's ballots apart (valgforskriften § 11-5)."""


class NightPage:
    """The printable page of the whole night."""

    def __init__(
        self,
        board: Board,
        viewers: Viewers,
        archive: Archive,
        views: AlarmViews,
        language: Callable[[Request], Language],
    ) -> None:
        """Keep where the figures come from, and who looks."""
        self._board, self._viewers, self._archive = board, viewers, archive
        self._views, self._language = views, language
        self.routes = [Route("/night", self.night)]

    async def night(self, request: Request) -> Response:
        """Give the page; before the embargo hour with nothing by list, whoever prints it."""
        viewer = self._viewers.of(request)
        if viewer.wall_only:
            return to_wall(request)
        language = self._language(request)
        board = self._board.snapshot()
        # A print goes from hand to hand: the hour holds for it also where its maker may see more.
        as_all = replace(viewer, session=None)
        try:
            pace = await self._archive.pace()
        except QcError:
            pace = ()
        page = renderer(language).fill(
            "night.html",
            viewer=viewer,
            session=viewer.session,
            here="/night",
            board=board if viewer.open else veil(board),
            alarms=[self._views.view(each, as_all, language) for each in self._board.severities],
            paces=pace_charts(pace),
            agreements=agreements(board.scanners),
            checks=shown_checks(self._board.check_figures, by_stratum=viewer.open),
            small=SMALL,
        )
        return HTMLResponse(page)


def shown_checks(
    figures: Iterable[CheckFigures], *, by_stratum: bool
) -> tuple[tuple[CheckFigures, bool], ...]:
    """Give the checks, each with whether its results are told.

    A stratum may be of one list: before the embargo hour its name is left out, and the results of
    one with few papers always are.
    """
    return tuple(
        (each if by_stratum else msgspec.structs.replace(each, stratum=""), each.papers >= SMALL)
        for each in figures
    )
