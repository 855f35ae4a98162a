"""What a browser sends for a page that was not touched."""

from html.parser import HTMLParser

from django.http import QueryDict


class Boxes(HTMLParser):
    """The boxes of the one form in a page as a browser sends them untouched: `data`; the hidden ones: `hidden`."""

    def __init__(self, page):
        super().__init__()
        self.data, self.hidden = QueryDict(mutable=True), {}
        self.form, self.area, self.choosing = False, None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        box = dict(attrs)
        if tag == "form":
            self.form = "form" in box.get("class", "").split()
        if not self.form or not (box.get("name") or tag == "option"):
            return
        kind = box.get("type", "text")
        if tag == "input" and (kind not in {"radio", "checkbox"} or "checked" in box):
            self.data.appendlist(box["name"], box.get("value", "on" if kind == "checkbox" else ""))
            if kind == "hidden":
                self.hidden[box["name"]] = box["value"]
        elif tag == "textarea":
            self.area = (box["name"], [])
        elif tag == "select":
            self.choosing = box["name"]
            self.data[box["name"]] = ""
        elif tag == "option" and "selected" in box:
            self.data[self.choosing] = box["value"]

    def handle_data(self, data):
        if self.area:
            self.area[1].append(data)

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            name, parts = self.area
            self.data.appendlist(name, "".join(parts).removeprefix("\n").replace("\n", "\r\n"))
            self.area = None
        elif tag == "form":
            self.form = False
