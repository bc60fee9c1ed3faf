"""The persons behind the role cards, told without a database."""

from luoshi.cli.demo import content

#: The one password of the demo's accounts; printed with the logins.
PASSWORD = "Luoshi-2026"  # noqa: S105 - a demo's, printed on the screen


def cards() -> tuple[tuple[str, str, str], ...]:
    """Title, person and login of every role card."""
    county = content.county()
    named = dict(county.persons)
    named |= {one.key: one.person for one in county.leaders}
    named |= {one.key: one.person for one in county.staff}
    named[county.successor["post"]] = county.successor["person"]
    return tuple((card.title, named[card.key], card.login) for card in county.cards)
