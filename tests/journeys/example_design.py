"""The examples of the design check: of a rubric on its own, and of a tender with its value, term and regime."""

from tests.journeys.example_cast import Cast, refused


def look_at_the_design(cast: Cast) -> None:
    """Look at the rubric that was published and at the tender that it was for; ask amiss, and before there is one."""
    priya, rubric = cast.priya, f"/v1/rubrics/{cast.made['rubric']['id']}/design-check"
    priya.read(f"{rubric}?value=450000&includes_vat=false&years=3&regime=procurement-act-2023&category=services")
    refused(priya, "rubric.design_facts_unfit", f"{rubric}?expected=carbon-pledge", method="GET")
    priya.read(f"{cast.at('tender')}/design-check")
    empty = priya.make("/v1/tenders", {"title": "Window cleaning"})
    refused(priya, "tender.rubric_not_named", f"/v1/tenders/{empty['id']}/design-check", method="GET")
