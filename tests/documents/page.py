"""Reads a page as a browser would, far enough to check its outline, its tables and what it would fetch."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

RUNNING = {"a", "bdi", "span", "strong"}
VOID = {"meta", "br", "col", "link", "img", "input", "hr", "rect", "line", "path", "polyline", "circle"}


@dataclass
class Node:
    """One element with its attributes, its children and the text inside it."""

    name: str
    attributes: dict[str, str]
    children: list["Node"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())

    def all(self, *names: str) -> Iterator["Node"]:
        for child in self.children:
            if child.name in names:
                yield child
            yield from child.all(*names)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("document", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in RUNNING:
            self.handle_data(" ")
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for node in self.open:
            node.pieces.append(data)


def read(page: str) -> Node:
    """Return the root of a page; fails where a tag is closed that was not open."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == [reader.root], [node.name for node in reader.open]
    return reader.root
