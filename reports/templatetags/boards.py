"""``{% kept "name" %} … {% endkept %}``: a counted part of a board; see :mod:`reports.keeping`."""

from typing import Any

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class Kept(Node):
    """A part by its name: as it is kept, or written now."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: Any) -> SafeString:
        parts = context["parts_kept"]
        if self.name in parts.kept:
            written: SafeString = mark_safe(parts.kept[self.name])  # noqa: S308 written below, by this template
            return written
        with context.push(**parts.values):
            written = self.nodelist.render(context)
        parts.written[self.name] = str(written)
        return written


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """Names are literal and unique within a page."""
    _, name = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(name.strip("\"'"), nodelist)
