"""The only room that knows HTTP: the target, its tokens and logins, the sender that turns a Call into an Exchange."""
