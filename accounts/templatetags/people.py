"""How a form's field becomes a control of ours."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's widget with our class, without a placeholder: the label says it already."""
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs={"class": "in"})
