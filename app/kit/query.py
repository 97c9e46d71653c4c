"""Query parameters that every list takes."""

from typing import Annotated

from fastapi import Query

MOST = 200

Sort = Annotated[str | None, Query(description="Field to order by; a leading `-` turns the order round.")]
Cursor = Annotated[str | None, Query(description="The `next` of the page before.", max_length=600)]
Limit = Annotated[int, Query(description="Rows a page.", ge=1, le=MOST)]
