// A worker that does what no worker may: the tests prove with it that the sandbox holds. It refuses to
// do any of it outside a sandbox, where some of it would succeed.

Confinement.enter()
let worker = HostileWorker()
worker.serve()
