"""The addresses, by name, whose GET may write, each with its reason.

Keep it short: links in mails are followed by scanners.
"""

GETS_THAT_WRITE: dict[str, str] = {}
