"""One file per figure: each prints its figure beside what the libraries themselves cost.

Run one from the project's folder, for example `.venv/bin/python -m benchmarks.startup`.
Nothing in the product imports these; no test asserts a time.
"""
