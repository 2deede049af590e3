import ExperimentEngine
import Experiments
import Glibc
import Wire

// The sandboxed worker: reads requests as JSON lines from the standard input, runs experiments, and
// writes what happens as JSON lines to the standard output. It ends when its input ends.

Confinement.enter()
signal(SIGPIPE, SIG_IGN)

let build = BuildIdentity.read()
// Gathered before any descriptor or thread of our own exists.
let proof = Confinement.proof()

let outbox = Outbox()
outbox.send(.reply(.hello(Hello(protocolVersion: 1, build: build, proof: proof))))
startThread("writer", stack: Limits.stack) {
  var writer = LineWriter(outbox)
  writer.work()
}
let execution = Execution(
  catalogue: catalogue, calibration: nil, machine: .current(build: build))
let requests = Requests(execution, build: build, outbox: outbox)
startThread("runner", stack: Limits.runnerStack) { requests.work() }
requests.read()
