"""Looks whether an SVG image is nothing but a drawing: no script, no address, no entity, nothing from elsewhere.

What may stand in one is listed, and whatever is not listed is refused with its place: a list of what is dangerous
would always be a step behind. Nothing is mended, so that a logo is what the authority gave or is not taken.
"""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final
from xml.parsers import expat

SVG: Final = "http://www.w3.org/2000/svg"
XLINK: Final = "http://www.w3.org/1999/xlink"
XML: Final = "http://www.w3.org/XML/1998/namespace"
DRAWN: Final = frozenset(
    {
        "svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
        "linearGradient", "radialGradient", "stop", "clipPath",
    }
)  # fmt: skip
"""Elements of a drawing. No text, whose look would hang on fonts, and no `use`, which can multiply without end."""

DESCRIBED: Final = frozenset(
    {
        "id", "class", "version", "viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx",
        "ry", "fx", "fy", "d", "points", "transform", "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width",
        "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset",
        "stroke-opacity", "opacity", "offset", "stop-color", "stop-opacity", "gradientUnits", "gradientTransform",
        "spreadMethod", "clip-path", "clip-rule", "clipPathUnits", "preserveAspectRatio", "color", "role",
        "aria-label", "aria-labelledby", "aria-hidden", "focusable", "space", "lang", "baseProfile", "display",
    }
)  # fmt: skip

MOST_ELEMENTS: Final = 2_000
MOST_DEPTH: Final = 40
MOST_SIDE: Final = 100_000
MOST_REFERENCES: Final = 100
"""Each draws the whole of a clip path or a gradient again, so that many of both multiply."""

# A short exponent only: of a long one a few characters make a number that no memory holds.
_SIDE: Final = r"[+-]?(?:[0-9]{1,9}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,2})?"
_VIEW_BOX: Final = re.compile(rf"\s*{_SIDE}[\s,]+{_SIDE}[\s,]+({_SIDE})[\s,]+({_SIDE})\s*", re.ASCII)


class NotADrawing(ValueError):
    """Something in an SVG image is no part of a drawing; the sentence names it and its place."""


@dataclass(slots=True)
class _Looking:
    """What has been seen of an image so far."""

    parser: expat.XMLParserType
    depth: int = 0
    elements: int = 0
    size: tuple[int, int] | None = None
    open: list[str] = field(default_factory=list)
    references: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element and at everything it is described by."""
        self.elements += 1
        self.open.append(name)
        space, _, local = name.rpartition(" ")
        if space != SVG or local not in DRAWN:
            raise self.refused(f"the element <{local}> is no part of a drawing")
        if self.elements == 1 and local != "svg":
            raise self.refused(f"the image begins with <{local}> and not with <svg>")
        if self.elements > MOST_ELEMENTS or len(self.open) > MOST_DEPTH:
            raise self.refused(f"an image has at most {MOST_ELEMENTS} elements, {MOST_DEPTH} deep")
        for key, value in attributes.items():
            self._attribute(local, key, value)
        if self.elements == 1:
            self.size = self._size(attributes)

    def end(self, _name: str) -> None:
        """Leave an element."""
        self.open.pop()

    def refuse(self, what: str) -> None:
        """Refuse what stands here."""
        raise self.refused(what)

    def refused(self, what: str) -> NotADrawing:
        """Return the refusal of what stands here, with its place."""
        at = f"line {self.parser.CurrentLineNumber}, column {self.parser.CurrentColumnNumber + 1}"
        return NotADrawing(f"{at}: {what}")

    def _attribute(self, element: str, key: str, value: str) -> None:
        space, _, local = key.rpartition(" ")
        if local.lower().startswith("on"):
            raise self.refused(f"<{element}> has the event handler “{local}”")
        if local == "href":
            raise self.refused(f"<{element}> refers to {value[:60]!r}; a logo holds all that it draws")
        if space not in {"", XML} or local not in DESCRIBED:
            raise self.refused(f"<{element}> has the attribute “{local}”, which no drawing needs")
        lowered = "".join(value.split()).lower()
        if "\\" in value:
            # A style may spell any letter so, those of an address too.
            raise self.refused(f"“{local}” of <{element}> holds a backslash, which no drawing needs")
        if "url(" in lowered.replace("url(#", "") or "javascript:" in lowered or "data:" in lowered:
            raise self.refused(f"“{local}” of <{element}> refers to something outside the image")
        if "url(" in lowered:
            self._refers(element, local)

    def _refers(self, element: str, local: str) -> None:
        """Count what is drawn again; a clip path that is clipped itself may lead back to itself, or have no end."""
        self.references += 1
        if local == "clip-path" and f"{SVG} clipPath" in self.open:
            raise self.refused(f"<{element}> is part of a clip path and has a “clip-path” of its own")
        if self.references > MOST_REFERENCES:
            raise self.refused(f"an image refers to its clip paths and gradients at most {MOST_REFERENCES} times")

    def _size(self, attributes: dict[str, str]) -> tuple[int, int]:
        """Return width and height of the view box in whole units, at least 1."""
        found = _VIEW_BOX.fullmatch(attributes.get("viewBox", ""))
        sides = [] if found is None else [Fraction(side) for side in found.groups()]
        if not sides or not all(0 < side <= MOST_SIDE for side in sides):
            raise self.refused('<svg> needs a viewBox of four numbers, such as viewBox="0 0 300 100"')
        width, height = (max(1, round(side)) for side in sides)
        return width, height


def size_of_drawing(data: bytes) -> tuple[int, int]:
    """Return the width and height of an SVG image that is nothing but a drawing; raises NotADrawing with the place."""
    parser = expat.ParserCreate(namespace_separator=" ")
    looking = _Looking(parser)
    parser.StartElementHandler = looking.start
    parser.EndElementHandler = looking.end
    parser.StartDoctypeDeclHandler = lambda *_: looking.refuse("it declares a document type, which may hold entities")
    parser.EntityDeclHandler = lambda *_: looking.refuse("it declares an entity")
    parser.ProcessingInstructionHandler = lambda *_: looking.refuse("it holds a processing instruction")
    parser.StartCdataSectionHandler = lambda: looking.refuse("it holds a CDATA section")
    try:
        parser.Parse(data, True)  # noqa: FBT003  (expat's own signature)
    except expat.ExpatError as broken:
        said = expat.errors.messages[broken.code]
        raise NotADrawing(f"line {broken.lineno}, column {broken.offset + 1}: {said}") from broken
    except (ValueError, LookupError) as broken:
        if isinstance(broken, NotADrawing):
            raise
        raise NotADrawing("it is written in an encoding that cannot be read: save it as UTF-8") from broken
    if looking.size is None:
        raise NotADrawing("it holds no image")
    return looking.size
