"""A process that changes a sealed row behind the system's back: `python -m tests.record.tamperer`."""

import django


def main() -> None:
    django.setup()
    from luoshi.record.models import StoredFile

    StoredFile.objects.filter(pk=StoredFile.objects.values_list("pk", flat=True)[0]).update(name="changed")


if __name__ == "__main__":
    main()
