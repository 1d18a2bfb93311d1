"""The addresses, by name, whose GET may write, each with its reason.

Keep it short: links in mails are followed by scanners.
"""

GETS_THAT_WRITE: dict[str, str] = {
    "account_reset_password_from_key": "allauth copies the person's address into a row of its own, once",
    "letters:letter": "notes who first opened a decision letter for its region; no scanner is signed in",
    "letters:pdf": "the same, for who opens the file first",
    "letters:earlier_letter": "the same, of a letter that was kept",
    "letters:earlier_pdf": "the same, of the file of one",
}
