"""``{% form_key %}``: the hidden one-time key of an acting form."""

import uuid

from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def form_key() -> str:
    return format_html('<input type="hidden" name="form_key" value="{}">', uuid.uuid4())
