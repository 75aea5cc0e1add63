"""The form that tags a matter."""

from django import forms
from django.db.models import Q

from cases.forms.acts import ActForm
from cases.models import Topic


class TagForm(ActForm):
    topics = forms.MultipleChoiceField(
        label="热点标签", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="标的是事项，不是人。都不选就是没有热点。",
    )  # fmt: skip

    def prepare(self) -> None:
        held = list(self.subject.case.topics.values_list("topic", flat=True))
        self.rows = {str(row.pk): row for row in Topic.objects.filter(Q(retired_on=None) | Q(pk__in=held))}
        self.fields["topics"].choices = [(pk, row.name) for pk, row in self.rows.items()]  # type: ignore[attr-defined]
        self.fields["topics"].initial = [str(pk) for pk in held]

    def chosen(self) -> list[Topic]:
        return [self.rows[pk] for pk in self.cleaned_data["topics"]]
