"""No module of the program comes back to itself through what it imports: not late, nor for types."""

from collections.abc import Iterable

import grimp


def circles(graph: grimp.ImportGraph) -> list[list[str]]:
    """Modules that import one another, over whatever others; each circle once, sorted."""
    reached = {module: _reached(module, graph) for module in graph.modules}
    found = []
    for module in sorted(graph.modules):
        circle = sorted(other for other in reached[module] if module in reached[other])
        if circle and circle[0] == module:
            found.append(circle)
    return found


def _reached(start: str, graph: grimp.ImportGraph) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph.find_modules_directly_imported_by(waiting.pop()) - found
        found |= new
        waiting.extend(new)
    return found


def graph_of(imports: Iterable[tuple[str, str]]) -> grimp.ImportGraph:
    graph = grimp.ImportGraph()
    for importer, imported in imports:
        graph.add_import(importer=importer, imported=imported)
    return graph


def test_a_circle_is_found_however_long_it_is() -> None:
    straight = [("page", "list"), ("page", "row"), ("list", "row"), ("row", "chip")]
    assert circles(graph_of(straight)) == []
    assert circles(graph_of([*straight, ("chip", "list")])) == [["chip", "list", "row"]]
    two = [*straight, ("row", "list"), ("page", "note"), ("note", "page")]
    assert circles(graph_of(two)) == [["list", "row"], ["note", "page"]]


def test_no_module_comes_back_to_itself() -> None:
    assert circles(grimp.build_graph("caseapp", cache_dir=None)) == []
