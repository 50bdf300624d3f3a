"""Bluesky: the only code of the product that knows AT Protocol and the atproto library.

`client.BlueskyClient` speaks, `channel.BlueskyChannel` publishes and reconciles, `sessions`
keeps the log-in alive. Import the modules, not this package: atproto takes a second to load.
"""
