"""Reading: words, names, figures, times and quotations of a text, as the auditor compares them.

Knows forms, not truth: what follows from a difference is for the guards and verifiers.
"""
