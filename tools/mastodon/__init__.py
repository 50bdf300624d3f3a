"""Mastodon: the only code of the product that knows its API and Mastodon.py.

`client.MastodonClient` speaks, `channel.MastodonChannel` publishes and reconciles. Import
the modules, not this package: Mastodon.py takes time to load.
"""
