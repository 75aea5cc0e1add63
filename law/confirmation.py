"""司法确认: by when both sides may together ask a court to confirm a people's mediation (人民调解法第33条第1款).

A right under another law, shown for reference only: no clock of the house runs on it, and what came later the court
judges.
"""

from datetime import date, timedelta

from law.calendar import WorkCalendar

#: 自调解协议生效之日起三十日内.
DAYS = 30
BASIS = "人民调解法第33条第1款"


def last_day(effective_on: date, calendar: WorkCalendar) -> date:
    """The last day of the thirty; a day off rolls forward once (民法典第203条第1款)."""
    return calendar.roll_forward(effective_on + timedelta(days=DAYS))
