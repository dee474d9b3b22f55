"""What a page holds, read back by a parser of its own."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br", "img", "input", "link", "hr"}


class Page(HTMLParser):
    """Tags that are not closed as they were opened, identifiers, addresses, text.

    Examples
    --------
    >>> Page("<p id='a'><b>x</p>").wrong
    ['</p> closes <b>', '<p> is open at the end']
    """

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.addresses: list[tuple[str, str]] = []
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.feed(text)
        self.close()
        self.wrong += [f"<{tag}> is open at the end" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        self._seen(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self._seen(tag, attrs)

    def handle_endtag(self, tag):
        opened = self.open.pop() if self.open else "nothing"
        if opened != tag:
            self.wrong.append(f"</{tag}> closes <{opened}>")

    def handle_data(self, data):
        if not self.open or self.open[-1] not in {"style", "script"}:
            self.words.append(data)

    def _seen(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value)
            if name in {"href", "src", "data", "srcset", "poster", "action"}:
                self.addresses.append((tag, value or ""))

    @property
    def text(self):
        """All text that is shown."""
        return " ".join("".join(self.words).split())


def faults(text: str) -> list[str]:
    """Return what is wrong with a page that is to need nothing but itself."""
    page = Page(text)
    found = list(page.wrong)
    found += [f"id {each!r} twice" for each in set(page.ids) if page.ids.count(each) > 1]
    found += [f"id {each!r} holds a space" for each in page.ids if any(map(str.isspace, each))]
    known = {f"#{each}" for each in page.ids}
    for tag, address in page.addresses:
        if address.startswith("#"):
            found += [] if address in known else [f"{address} leads nowhere"]
        elif not address.startswith("data:image/png;base64,"):
            found.append(f"<{tag}> loads {address[:60]}")
    found += [f"<{tag}>" for tag in page.tags if tag in {"script", "iframe", "object", "link"}]
    found += [f"runs {name}" for name in page.attributes if name.startswith("on")]
    return found
