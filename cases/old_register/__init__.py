"""历史办件台账: the year's matters of a county that begins in the middle of it, each with the course it took.

``columns`` says what a sheet may tell, ``told`` reads one row and checks its days against the law, ``building`` makes
of it the rows of a file, and ``cases.actions.old_register`` writes them. What a row does not tell stays not recorded,
duty by duty: it is in no rate, and counted as such.
"""
