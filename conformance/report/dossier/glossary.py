"""Part ten: the words of the dossier, each in a sentence. Pure."""

from __future__ import annotations

from typing import Final

GLOSSARY: Final[tuple[tuple[str, str], ...]] = (
    ("Acceptance test", "One of the 33 tests that the bank's documentation describes itself."),
    (
        "AISP",
        "Account information service provider: reads accounts for a customer; the harness plays one.",
    ),
    ("ASPSP", "Account servicing payment service provider: the bank that holds the accounts."),
    (
        "Batch access",
        "A request without PSU-IP-Address, while the customer is absent; four a day are granted.",
    ),
    ("Cause", "One defect of the bank, as far as a run can tell: what looks alike in many scenarios is told once."),
    ("Claim", "One expectation of a step: a word such as status or count, and what it wants."),
    ("Consent", "What the customer lets a provider read; stored by PUT /consents."),
    ("Exchange", "A request and what came back, with its number in the ledger."),
    ("HAL link", "An address inside a body, under _links, that leads to the next resource."),
    ("Known deviation", "A failure that somebody has accepted for a time, with reason, owner, ticket and date."),
    ("Ledger", "The file that a run writes line by line, chained by hashes; everything here is drawn from it."),
    ("Masking", "Secrets always, personal data on demand, are told under other values of the same form."),
    ("Overshadowed", "A promise of which nothing can be said, because its scenarios failed by something else."),
    ("Persona", "A fictitious customer that the bank's documentation describes."),
    ("Promise", "A requirement: one sentence that is true of a conforming bank, with the lines it stands on."),
    ("PSU", "Payment service user: the customer whose accounts they are."),
    ("QSealC", "A qualified certificate that signs requests."),
    ("QWAC", "A qualified certificate that a provider shows when it connects."),
    ("Reading", "How a point is understood that the documentation leaves open; always the tolerant way."),
    ("Rule", "What must be true of every answer of a kind; held against all answers of a run."),
    ("Scenario", "One claim about the bank, as one file states it: a stage, steps, and what is expected of each."),
    ("Sharpness", "How many planted defects of a reference bank the scenarios find, measured beforehand."),
    ("Stage", "What is put in place before the first step: consent, clock, quotas."),
    ("passed", "Every claim held."),
    ("warned", "Every mandatory claim held; a recommended one did not, or the tolerant reading was needed."),
    ("failed", "A mandatory claim did not hold: this speaks against the bank."),
    ("deviant", "Failed, and a listed deviation that has not expired says so."),
    (
        "blocked",
        "The stage could not be set, so that nothing was judged; where the bank itself refused it, the cause is named.",
    ),
    ("skipped", "The target declares that it does not offer this."),
    ("broken, of a scenario", "The harness itself failed: it says nothing about the bank."),
    (
        "broken, of a promise or an acceptance test",
        "A scenario or a rule about it found that it does not hold: this speaks against the bank.",
    ),
)
