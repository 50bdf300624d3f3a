"""LinkedIn: the only code of the product that knows its API.

`client.LinkedInClient` speaks, `channel.LinkedInChannel` publishes and reconciles, `little`
writes its text format. Import the modules, not this package: httpx takes time to load.
"""
