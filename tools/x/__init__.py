"""X (formerly Twitter): the only code of the product that knows its API and tweepy.

`client.XClient` speaks, `channel.XChannel` publishes and reconciles, `tokens` keeps
OAuth 2.0 alive. Import the modules, not this package: tweepy takes time to load.
"""
