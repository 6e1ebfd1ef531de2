"""Targets: from a file with every mistake told at its place, or from a bare URL."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.errors import Mistakes
from conformance.masking.secrets import Secrets
from conformance.target.load import bare_target, load_target
from conformance.target.target import Features, Limits, OAuth, Proxy

URL = "https://www.13807.sandbox.api.89C3.com/stet/psd2/v1.4.2"


def write(folder: Path, text: str) -> Path:
    path = folder / "bank.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(path: Path, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(Mistakes) as caught:
        load_target(path, environ or {})
    return [str(mistake).removeprefix(f"{path}:") for mistake in caught.value.mistakes]


def test_a_whole_file(tmp_path: Path) -> None:
    """Every key of the design's example arrives where it belongs."""
    for name in ("qwac.pem", "qwac.key", "bank-ca.pem", "qseal.key", "my-cast.yaml", "deviations.yaml"):
        (tmp_path / name).write_text("x")
    path = write(
        tmp_path,
        f"""
name: BPGO assembly sandbox
base_url: {URL}/
oauth:
  authorize_url: https://www.13807.sandbox.api.89C3.com/stet/psd2/oauth/authorize
  token_url: https://www.13807.sandbox.api.89C3.com/stet/psd2/oauth/token
  client_id: PSDFR-ACPR-13807
  redirect_uri: https://myapp.example/callback
tokens:
  marc: {{aisp: "TOKEN-OF-MARC", piisp: "$ENV{{PIISP}}"}}
tls: {{certificate: qwac.pem, key: qwac.key, ca: bank-ca.pem, passphrase: "$ENV{{PASS}}"}}
signature: {{key_id: "https://me.example/qseal_0123", key: qseal.key}}
login: {{kind: robot, fields: {{identifier: champ1}}}}
cast: my-cast.yaml
features: {{piisp: false, quotas: true, clock: "https://bank.example/clock"}}
deviations: deviations.yaml
limits: {{timeout_s: "$ENV{{SECONDS}}", rate_per_s: 5, page_cap: 7, body_mib: 2}}
links: {{hosts: [WWW.rs-sandbox.api.89c3.com]}}
""",
    )
    target = load_target(path, {"PIISP": "OTHER-TOKEN", "PASS": "open sesame", "SECONDS": "2.5"})
    assert (target.name, target.base_url, target.source) == ("BPGO assembly sandbox", URL, path)
    assert target.oauth is not None
    assert target.oauth.redirect_uri == "https://myapp.example/callback"
    assert target.tokens["marc"] == {"aisp": "TOKEN-OF-MARC", "piisp": "OTHER-TOKEN"}
    assert target.tls is not None
    assert target.tls.certificate == tmp_path / "qwac.pem"
    assert target.signature is not None
    assert target.signature.key == tmp_path / "qseal.key"
    assert target.login.fields == {"identifier": "champ1"}
    assert target.features == Features(piisp=False, quotas=True, clock="https://bank.example/clock")
    assert target.limits == Limits(timeout_s=2.5, rate_per_s=5, page_cap=7, body_mib=2)
    assert target.link_hosts == ("www.rs-sandbox.api.89c3.com",)
    assert (target.cast, target.deviations) == (tmp_path / "my-cast.yaml", tmp_path / "deviations.yaml")
    assert {"OTHER-TOKEN", "TOKEN-OF-MARC", "open sesame"} <= set(target.secrets)
    assert not any(secret in repr(target) for secret in target.secrets if len(secret) > 5)
    assert target.hints == ()


@pytest.mark.parametrize(
    ("text", "address", "login"),
    [
        ("http://proxy.corp:3128", "http://proxy.corp:3128", None),
        ("http://proxy.corp:3128/", "http://proxy.corp:3128", None),
        ("http://ann:p%40ss@proxy.corp:3128", "http://proxy.corp:3128", ("ann", "p@ss")),
        ('"$ENV{HTTPS_PROXY}"', "http://10.0.0.1:8080", None),
    ],
)
def test_a_proxy(text: str, address: str, login: tuple[str, str] | None, tmp_path: Path) -> None:
    """Its address, and who we are to it."""
    path = write(tmp_path, f"base_url: {URL}\nproxy: {text}\n")
    target = load_target(path, {"HTTPS_PROXY": "http://10.0.0.1:8080"})
    assert target.proxy == Proxy(address=address, login=login)
    if login is not None:
        assert {"p%40ss", "p@ss"} <= set(target.secrets)
        assert "p@ss" not in repr(target)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("proxy.corp:3128", "`proxy` must begin with http://"),
        ("https://proxy.corp:3128", "`proxy` must begin with http://"),
        ("socks5://me:secret@proxy.corp", "`proxy` must begin with http://"),
        ("http://me:secret@", "`proxy` `http://` names no host"),
        ("http://me:secret@proxy.corp:port", "`proxy` `http://proxy.corp:port` is not a valid address"),
        ("http://me:secret@proxy.corp:1/path", "`proxy` must end after its host and port"),
    ],
)
def test_what_is_no_proxy_is_told(text: str, says: str, tmp_path: Path) -> None:
    """At its place, without its password."""
    found = mistakes(write(tmp_path, f"base_url: {URL}\nproxy: {text}\n"))
    assert len(found) == 1
    assert found[0].startswith(f"2:8: {says}")
    assert "secret" not in found[0]


def test_a_variable_within_a_secret_is_filled_in_and_all_of_it_hidden(tmp_path: Path) -> None:
    """The whole of it and what the variable holds."""
    path = write(tmp_path, f'base_url: {URL}\ntokens:\n  marc: {{aisp: "before-$ENV{{MINE}}-behind"}}\n')
    target = load_target(path, {"MINE": "in-the-middle"})
    assert target.tokens["marc"]["aisp"] == "before-in-the-middle-behind"
    hidden = Secrets()
    hidden.learn(*target.secrets)
    for said in ("sent before-in-the-middle-behind", "sent in-the-middle"):
        assert re.fullmatch(r"sent \*\*\*\d+", hidden.mask(said))


@pytest.mark.parametrize(
    "value", ["abc-$ENV{MINE", "abc-$ENV(MINE)", "$ENV", "abc-$env{MINE}", "${MINE}", "$ENV{A$ENV{B}}"]
)
def test_a_variable_that_is_not_written_as_one_is_told(value: str, tmp_path: Path) -> None:
    """It would be sent as it stands; not a word of what stands beside it is told."""
    found = mistakes(write(tmp_path, f'base_url: {URL}\ntokens:\n  marc: {{aisp: "{value}"}}\n'), {"B": "b"})
    assert found == [
        "3:16: `tokens.marc.aisp` has a variable that is written in another way and not filled in (write $ENV{NAME})"
    ]


@pytest.mark.parametrize("token", ["abc-def\n", " abc-def", "abc\x00def", "abc\udcffdef"])
def test_a_token_that_cannot_be_sent_is_told(token: str, tmp_path: Path) -> None:
    """With its place or the name of its variable; not the token."""
    path = write(tmp_path, f'base_url: {URL}\ntokens:\n  marc: {{aisp: "$ENV{{MINE}}"}}\n')
    found = mistakes(path, {"MINE": token})
    with pytest.raises(Mistakes) as caught:
        bare_target(URL, {"STET_TOKEN_MARC_AISP": token})
    for said, where in (
        (found[0], "3:16: `tokens.marc.aisp`: the token "),
        (str(caught.value), "STET_TOKEN_MARC_AISP: "),
    ):
        assert said.startswith(where)
        assert "may have added that" in said
        assert "abc" not in said


def test_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`~` in every path of the file is the home of the user, as a shell has it."""
    home = tmp_path / "home"
    (home / "bank").mkdir(parents=True)
    for name in ("qwac.pem", "qwac.key", "ca.pem", "qseal.key", "cast.yaml", "deviations.yaml", "old.pem", "old.key"):
        (home / "bank" / name).write_text("x")
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(home))
    path = write(
        tmp_path,
        f"""
base_url: {URL}
tls:
  certificate: ~/bank/qwac.pem
  key: ~/bank/qwac.key
  ca: ~/bank/ca.pem
  bad: {{expired: {{certificate: ~/bank/old.pem, key: ~/bank/old.key}}}}
signature: {{key_id: k, key: ~/bank/qseal.key}}
cast: ~/bank/cast.yaml
deviations: ~/bank/deviations.yaml
""",
    )
    target = load_target(path, {})
    assert target.tls is not None
    assert target.signature is not None
    bad = target.tls.bad["expired"]
    found = (target.tls.certificate, target.tls.key, target.tls.ca, bad.certificate, bad.key)
    found += (target.signature.key, target.cast, target.deviations)
    assert {file.parent for file in found if file} == {home / "bank"}
    assert all(found)


def test_a_home_that_nobody_has_is_told(tmp_path: Path) -> None:
    """As a file that is not there."""
    assert mistakes(write(tmp_path, f"base_url: {URL}\ncast: ~no-such-user/cast.yaml\n")) == [
        "2:7: `cast`: there is no file ~no-such-user/cast.yaml (paths count from the target file, and ~ is your home "
        "folder)"
    ]


def test_the_least_a_file_says(tmp_path: Path) -> None:
    """A base URL alone: a mock that is sent no token."""
    target = load_target(write(tmp_path, "base_url: http://localhost:4010"), {})
    assert (target.name, target.oauth, target.authenticates) == ("localhost:4010", None, False)
    assert (target.limits, target.features) == (Limits(), Features())
    assert not target.offers("oauth")
    assert target.offers("piisp")
    assert not target.offers("no such feature")


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    """Each at its line and column, with a way out."""
    path = write(
        tmp_path,
        """base_url: https://bank.example/stet/psd2/v1.4.2
nane: x
tokens:
  marc: {aips: "x"}
limits: {timeout_s: -1, page_cap: many}
links: {hosts: ["https://x/"]}
login: {kind: robo}
name: $ENV{NOPE}
""",
    )
    said = mistakes(path)
    places = [line.partition(": ")[0] for line in said]
    assert places == ["2:1", "4:10", "5:21", "5:35", "6:17", "7:15", "8:7"]
    assert "did you mean `name`?" in said[0]
    assert "did you mean `aisp`?" in said[1]
    assert "did you mean `robot`?" in said[5]
    assert said[6] == "8:7: the environment variable NOPE is not set"


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("base_url: https://b.example/\ntokens:\n  mark: {aisp: abcdefgh}", "3:3", "did you mean `marc`"),
        ("base_url: ftp://b.example", "1:11", "must start with https:// or http://"),
        ("base_url: https:///stet", "1:11", "names no host"),
        ("base_url: https://me:pw@b.example/", "1:11", "must not carry a user name or password"),
        ("base_url: https://b.example/x?y=1", "1:11", "must not contain `?` or `#`"),
        ("base_url: https://b.example\ncast: nowhere.yaml", "2:7", "there is no file nowhere.yaml"),
        ("base_url: https://b.example\nlive: true\nlogin: {kind: robot}", "3:15", "only the customer logs in"),
        ("base_url: https://b.example\nlogin: {kind: browser}", "2:8", "needs `login.steps`"),
        (
            "base_url: https://b.example\nlive: true\ntls: {verify: false}",
            "3:15",
            "the certificate of a live bank is always verified",
        ),
        (
            "base_url: https://b.example\n"
            "oauth:\n  {authorize_url: x, token_url: https://b/t, client_id: c, redirect_uri: 'a:b'}",
            "3:19",
            "`oauth.authorize_url` `x` must start with https:// or http://",
        ),
        ("base_url: https://b.example\nlimits: {timeout_s: $ENV{T}}", "2:", "quote"),
        ("base_url: https://b.example\nbase_url: https://c.example", "2:1", "occurs twice"),
        ("just text", "1:1", ""),
        ("", "1:1", ""),
    ],
)
def test_each_mistake_has_its_place_and_its_words(text: str, place: str, says: str, tmp_path: Path) -> None:
    """One wrong thing, one message."""
    said = mistakes(write(tmp_path, text))
    assert len(said) == 1
    assert said[0].startswith(place)
    assert says in said[0]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A plain message, no traceback."""
    with pytest.raises(Mistakes, match=r"nowhere\.yaml"):
        load_target(tmp_path / "nowhere.yaml", {})


def test_a_secret_of_the_environment_is_in_no_message(tmp_path: Path) -> None:
    """Also where it stands in the wrong place."""
    path = write(tmp_path, "base_url: https://b.example\nlogin: {kind: '$ENV{SECRET}'}")
    assert "hunter2hunter2" not in "".join(mistakes(path, {"SECRET": "hunter2hunter2"}))


def test_a_live_target_logs_in_by_its_customer(tmp_path: Path) -> None:
    """Without being told to."""
    assert load_target(write(tmp_path, f"base_url: {URL}\nlive: true"), {}).login.kind == "person"


def test_verification_is_never_off_silently(tmp_path: Path) -> None:
    """Who turns it off is told so in every run."""
    target = load_target(write(tmp_path, f"base_url: {URL}\ntls: {{verify: false}}"), {})
    assert any("not verified" in hint for hint in target.hints)


def test_a_bare_url_is_a_target() -> None:
    """OAuth beside the version, documented identity, tokens from the environment."""
    target = bare_target(
        f"{URL}/", {"STET_TOKEN_MARC_AISP": "abc-token", "STET_TOKEN_SARL2640_PIISP": "def-token", "HOME": "/"}
    )
    assert target.base_url == URL
    assert target.oauth == OAuth(
        authorize_url="https://www.13807.sandbox.api.89C3.com/stet/psd2/oauth/authorize",
        token_url="https://www.13807.sandbox.api.89C3.com/stet/psd2/oauth/token",
        client_id="PSDFR-ACPR-13807",
        redirect_uri="https://myAPP.fr/Home/OAuth2Callback",
    )
    assert target.tokens == {"marc": {"aisp": "abc-token"}, "sarl2640": {"piisp": "def-token"}}
    assert set(target.secrets) == {"abc-token", "def-token"}
    assert target.hints == ()


def test_the_environment_may_say_who_we_are() -> None:
    """A registered application has its own identity."""
    target = bare_target(URL, {"STET_CLIENT_ID": "me", "STET_REDIRECT_URI": "https://me.example/cb"})
    assert target.oauth is not None
    assert (target.oauth.client_id, target.oauth.redirect_uri) == ("me", "https://me.example/cb")


@pytest.mark.parametrize(
    ("url", "authorize"),
    [
        ("http://h:81/stet/psd2/v1.4.2", "http://h:81/stet/psd2/oauth/authorize"),
        ("http://h/v1", "http://h/oauth/authorize"),
        ("http://h/a/v1.4.2/b", "http://h/a/oauth/authorize"),
        ("http://h", "http://h/oauth/authorize"),
        ("http://h/mock", "http://h/mock/oauth/authorize"),
    ],
)
def test_where_oauth_is_looked_for(url: str, authorize: str) -> None:
    """Before the version; under the whole URL where there is none."""
    oauth = bare_target(url, {}).oauth
    assert oauth is not None
    assert oauth.authorize_url == authorize


def test_a_missing_root_is_hinted_at() -> None:
    """It is the first thing newcomers forget."""
    hint = bare_target("https://bank.example", {}).hints[0]
    assert "did you mean https://bank.example/stet/psd2/v1.4.2?" in hint


@pytest.mark.parametrize(
    "url", ["", "bank.example", "htp://bank.example/", "https://", "https://bank example/", "https://h:port"]
)
def test_what_is_no_url_is_told(url: str) -> None:
    """With an example of one."""
    with pytest.raises(Mistakes, match=r"https://host/stet/psd2/v1\.4\.2"):
        bare_target(url, {})


def test_an_unknown_persona_in_the_environment() -> None:
    """A typing error there would end in a login nobody asked for."""
    with pytest.raises(Mistakes, match=r"STET_TOKEN_MARK_AISP: unknown persona `mark`"):
        bare_target(URL, {"STET_TOKEN_MARK_AISP": "x"})
