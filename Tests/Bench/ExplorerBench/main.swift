import Explorer

// Measures the searches of the explorer, one line a row: name, figure and target, divided by tabs.
// Figures only; every row is the median of several runs with the fastest and the slowest.

let quick = CommandLine.arguments.contains("--quick")
let all = sleepSetRows() + reductionRows() + stateRows() + minimalRows() + sampleRows()
for row in all { print(row.measured(runs: quick ? 3 : 7)) }
print(redundancy())
