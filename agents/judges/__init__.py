"""Judges of a voice: what they say is a measure, and no writer may see it.

They answer `eval voice` and nothing else. They share no code with what ranks drafts
(`agents/style/scoring/`): a judge that looks at the features a draft was chosen by is no
judge. `tests/agents/judges` enforces it.
"""
