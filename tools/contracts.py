"""The one import contract that import-linter does not carry: some modules stay inside their own app."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

MOUNTS_EVERY_URL = "config"


class OwnAppOnly(Contract):
    """`needlepoint.desk` may import `needlepoint.booking.queries`, never `needlepoint.booking.views`.

    names  the modules of an app that no other app may import. `config` may, since it mounts every `urls`;
           `house` may be imported for its own, since its `forms` is what every form grows from.
    """

    names = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001  its signature
        broken = [
            details
            for module in sorted(graph.modules)
            if self._is_private(module)
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if self._is_stranger(importer, module)
            for details in graph.get_import_details(importer=importer, imported=module)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def _is_private(self, module: str) -> bool:
        parts = module.split(".")
        return len(parts) > 2 and parts[0] == "needlepoint" and parts[1] != "house" and parts[2] in self.names

    @staticmethod
    def _is_stranger(importer: str, module: str) -> bool:
        parts = importer.split(".")
        return len(parts) > 1 and parts[1] not in {module.split(".")[1], MOUNTS_EVERY_URL}

    def render_broken_contract(self, check: ContractCheck) -> None:
        for details in check.metadata["broken"]:
            output.print_error(
                f"{details['importer']} line {details['line_number']} imports {details['imported']}, "
                "which stays inside its own app."
            )
            output.new_line()
