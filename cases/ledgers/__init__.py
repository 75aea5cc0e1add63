"""台账: one way to show, open and act on records beside the file (hearings, conferences, receptions, mediations …).

A package describes its record type once as a :class:`Ledger`; list, record, forms and addresses follow from it, with
the same rights, the same one-time keys and the same refusals everywhere.
"""

from cases.ledgers.addresses import addresses
from cases.ledgers.spec import Cell, Ledger, Line, RecordForm, RecordSubject, Section, Step, View

__all__ = ["Cell", "Ledger", "Line", "RecordForm", "RecordSubject", "Section", "Step", "View", "addresses"]
