"""The pages a customer sees: plain HTML, no script."""

from html import escape

from conformance.sandbox.tokens import LoginSession

STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 74rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #8885 }
code, pre { font: .9em ui-monospace, monospace }
pre { padding: .8rem; overflow-x: auto; background: #8882; border-radius: .4rem }
form { max-width: 24rem } label { display: block; margin: 1rem 0 .3rem }
input { font: inherit; width: 100%; padding: .5rem; box-sizing: border-box }
button { font: inherit; padding: .5rem 1rem; margin: 1rem .5rem 0 0 }
[role=alert] { color: #b00020; font-weight: 600 }
"""


def render_page(title: str, body: str) -> str:
    """A whole page around an HTML body."""
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def render_identification(key: str, login: LoginSession, error: str = "") -> str:
    """The first screen: the identifier of the customer."""
    field = (
        '<label for="identifiant">Your online banking identifier</label>\n'
        '<input id="identifiant" name="identifiant" type="text" autocomplete="username" required autofocus>'
    )
    return _render_form("Identification", key=key, login=login, field=field, error=error)


def render_confirmation(key: str, login: LoginSession, error: str = "") -> str:
    """The second screen: the code that came by SMS."""
    field = (
        '<label for="code_sms">The code we sent you by SMS</label>\n'
        '<input id="code_sms" name="code_sms" type="text" inputmode="numeric" autocomplete="one-time-code" '
        "required autofocus>"
    )
    return _render_form("Confirmation", key=key, login=login, field=field, error=error)


def _render_form(title: str, *, key: str, login: LoginSession, field: str, error: str) -> str:
    alert = f'<p role="alert">{escape(error)}</p>\n' if error else ""
    return render_page(
        f"{title} - reference bank",
        f"<h1>{title}</h1>\n<p><strong>{escape(login.client_id)}</strong> asks to see your accounts.</p>\n{alert}"
        f'<form method="post" action="{title.lower()}">\n'
        f'<input type="hidden" name="session" value="{escape(key)}">\n{field}\n'
        '<button type="submit" name="continue" value="yes">Continue</button>\n'
        '<button type="submit" name="refuse" value="yes" formnovalidate>Refuse</button>\n</form>',
    )


def render_dead_end(reason: str) -> str:
    """A page that leads nowhere: there is no redirect URI that can be trusted (RFC 6749, 4.1.2.1)."""
    return render_page("Not possible - reference bank", f'<h1>Not possible</h1>\n<p role="alert">{escape(reason)}</p>')


def render_redirect(location: str) -> str:
    """The body of a redirect."""
    return render_page("Found", f'<h1>Found</h1>\n<p>The document is <a href="{escape(location)}">here</a>.</p>')
