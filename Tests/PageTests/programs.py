"""The programs that stories explore."""

LOST_TWICE = """%%program
atomic(.relaxed) counter = 0

thread worker(i) for i in 1...2 {
  for round in 1...2 {
    let seen = counter
    counter = seen + 1
  }
}

assert counter == 4, "an increment was lost"
"""

LOST_UPDATE = """%%program
atomic(.relaxed) counter = 0
thread worker(i) for i in 1...3 {
  for round in 1...2 {
    let seen = counter
    counter = seen + 1
  }
}
assert counter == 6
"""
STORE_BUFFERING = """%%program model: all, iterations: 20000
atomic(.relaxed) x = 0, y = 0
thread left {
  x = 1
  let r = y
}
thread right {
  y = 1
  let r = x
}
outcome left.r, right.r
interesting (0, 0)
"""
PHILOSOPHERS = """%%program
mutex forks[4]
thread philosopher(i) for i in 0..<4 {
  with forks[i] {
    with forks[(i + 1) % 4] { yield }
  }
}
"""
LIVELOCK = """%%program
atomic wants[2] = 0
thread polite(i) for i in 0...1 {
  wants[i] = 1
  while wants[1 - i] == 1 {
    wants[i] = 0
    yield
    wants[i] = 1
  }
  wants[i] = 0
}
"""
PROVED = """%%program
var counter = 0
mutex m
thread worker(i) for i in 1...2 {
  with m { counter = counter + 1 }
}
assert counter == 2
"""
