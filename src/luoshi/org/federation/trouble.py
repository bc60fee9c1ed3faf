"""Why another door did not open: a code of the catalogue, for the person and for the auditor."""


class Trouble(Exception):  # noqa: N818  (a door that does not open is no fault of the program)
    """The door did not open; `code` names the sentence `refusal.door.<code>`, `detail` is for the log of the machine.

    `detail` never holds a password, a token or a person's name.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail
        super().__init__(f"{code}: {detail}" if detail else code)
