"""A worker process makes the same file that this process would."""

from app.documents.content import AwardSummary
from app.documents.renderer import Renderer


def test_a_worker_makes_the_same_bytes_and_can_be_closed_twice(award: AwardSummary, award_pdf: bytes) -> None:
    with Renderer(workers=1) as renderer:
        assert renderer.render(award) == award_pdf
    renderer.close()
