"""Vietnamese as written: the lowest floor, standard library only.

Hides Unicode forms, tone marks and the code tables used before Unicode; knows nothing of people or reports.
"""
