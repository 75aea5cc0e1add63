"""What every ledger of the leaders keeps of a row that came from an older register."""

from django.db import models
from django.db.models import Q


def older_once(ledger: str) -> models.UniqueConstraint:
    """The register's own number is the key: a second import adds nothing."""
    return models.UniqueConstraint(
        fields=["register_number"], condition=~Q(register_number=""), name=f"{ledger}_of_register_once"
    )
