"""What leaders answer for in person: receptions, sponsored cases, backlog, hidden conflicts (条例第18条、第37条).

By matter and date, never by person (design §7): the only trace of a petitioner is the number of the file.
"""
