"""The child process that solves one mixed-integer model after the other: ``python -m caseapp.figures.solve``.

One JSON problem a line on standard input, one JSON answer a line on standard output. It knows no key, no name
of a cell and no period, writes nothing else, and ends with its input. It runs apart from the window so that
it can be cancelled, and so that a crash of the solver takes nothing with it.
"""

import json
import sys
from typing import Any

from caseapp.osutils.hardening import harden_process


def answer(problem: dict[str, Any]) -> dict[str, Any]:
    """Solve one model to proven optimality, or say that there is no solution.

    Args:
        problem: ``cost``, ``lower``, ``upper`` per column, ``integers`` (how many columns, from the first,
            are whole numbers), ``row_lower``, ``row_upper`` per row (None: no bound), the rows as ``start``,
            ``index``, ``value``, and ``seconds``, the time limit.

    Returns:
        ``status``: optimal, infeasible, time or other, and with optimal the rounded ``values`` of the whole
        columns.
    """
    import highspy  # noqa: PLC0415 - only this process pays for it
    import numpy as np  # noqa: PLC0415

    infinity = highspy.kHighsInf
    lp = highspy.HighsLp()
    lp.num_col_ = len(problem["cost"])
    lp.num_row_ = len(problem["row_lower"])
    lp.col_cost_ = np.array(problem["cost"], dtype=float)
    lp.col_lower_ = np.array(problem["lower"], dtype=float)
    lp.col_upper_ = np.array(problem["upper"], dtype=float)
    lp.row_lower_ = np.array([-infinity if x is None else x for x in problem["row_lower"]], dtype=float)
    lp.row_upper_ = np.array([infinity if x is None else x for x in problem["row_upper"]], dtype=float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(problem["start"], dtype=np.int32)
    lp.a_matrix_.index_ = np.array(problem["index"], dtype=np.int32)
    lp.a_matrix_.value_ = np.array(problem["value"], dtype=float)
    whole = problem["integers"]
    lp.integrality_ = [
        highspy.HighsVarType.kInteger if column < whole else highspy.HighsVarType.kContinuous
        for column in range(lp.num_col_)
    ]
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy has no types here
    options: dict[str, bool | int | float | str] = {
        "output_flag": False,
        "threads": 1,
        "parallel": "off",
        "random_seed": 0,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.0,
        "time_limit": float(problem["seconds"]),
    }
    for name, value in options.items():
        if solver.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            return {"status": "other"}
    if solver.passModel(lp) == highspy.HighsStatus.kError or solver.run() == highspy.HighsStatus.kError:
        return {"status": "other"}
    names = {
        highspy.HighsModelStatus.kOptimal: "optimal",
        highspy.HighsModelStatus.kInfeasible: "infeasible",
        highspy.HighsModelStatus.kTimeLimit: "time",
    }
    status = names.get(solver.getModelStatus(), "other")
    if status != "optimal":
        return {"status": status}
    return {"status": status, "values": [round(x) for x in solver.getSolution().col_value[:whole]]}


def main() -> int:
    """Answer problems until the input ends."""
    # What keeps other programs out of a process ends with exec, and this one holds numbers of a month.
    harden_process()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
