"""`python -m tests.upgrades.shuttle`: every migration of ours backwards to nothing, then forwards again."""

from django.core.management import call_command


def main() -> None:
    from luoshi.cli import prepare

    prepare()
    from django.apps import apps
    from django.db import connection

    from luoshi.cli.operate import schema

    ours = [config.label for config in apps.get_app_configs() if config.name.startswith("luoshi.")]
    before = set(connection.introspection.table_names())
    for label in reversed([label for label in ours if schema.known().get(label)]):
        call_command("migrate", label, "zero", verbosity=0, interactive=False)
    left = [name for name in connection.introspection.table_names() if name.split("_")[0] in ours]
    assert left == [], left
    call_command("migrate", verbosity=0, interactive=False)
    assert set(connection.introspection.table_names()) == before
    assert schema.difference(schema.applied()) == schema.Difference((), ())


if __name__ == "__main__":
    main()
