"""The sums and the covering index answer the same question with the same numbers, and the stage leaves exact sums."""

from pathlib import Path

import pytest

from app.performance import service as performance
from bench import portfolio
from bench.portfolio_stage import COMMITMENTS, QUARTERS, begin

pytestmark = pytest.mark.slow


def test_both_ways_answer_the_same_and_every_sum_is_what_the_rows_come_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portfolio, "CLAIMS", 2)
    stage = begin(f"sqlite:///{tmp_path / 'bench.db'}", tmp_path)
    stage.grow(COMMITMENTS * QUARTERS)
    try:
        portfolio.keeping(stage, 1)
        with stage.world.service.database.unit_of_work(write=False) as tx:
            found = performance.check(tx)
        assert found.differences == ()
        assert (found.contracts, found.cells) == (1, COMMITMENTS * (QUARTERS + 2))
        with portfolio.both_ways(stage) as (summed, covered):
            ours = sorted((int(name[8:]), *rest) for name, *rest in summed())
            assert ours == sorted(covered())
            assert len(ours) == COMMITMENTS * (QUARTERS + 1)
    finally:
        stage.world.service.database.close()
