import ConcurrencyPrimitives
import ExperimentEngine
import Synchronization

extension ReadersWriters {
  func role(_ visitor: Visitor) -> ReadersWritersRules.Role {
    visitor < readers ? .reader : .writer
  }

  /// What a visitor is called in pictures.
  func label(_ visitor: Visitor) -> String {
    visitor < readers ? "reader \(visitor + 1)" : "writer \(visitor - readers + 1)"
  }

  /// The room in virtual time, where only the policy decides.
  func modelOpening(_ policy: ReadersWritersRules.Policy, _ run: Run) -> Opening {
    let world = VirtualWorld(seed: run.random(1), stop: run.stop)
    let (room, lock) = (Room(self), world.entrance(ReadersWritersRules(policy: policy)))
    let door = Door(name: run.trace.name("the room"), entrance: lock)
    let tracks = tracks(run, group: "model")
    let stays = Stays(readers + writers)
    _ = world.run(readers + writers) { visitor in
      stays.set(stay(visitor, in: world, tracks[visitor], door, room), of: visitor)
    }
    return Opening(stays.all, readers: readers, room)
  }

  /// The room on this machine; `look` sees now and then how many reads and writes there were.
  func liveOpening(
    _ run: Run, traced: Bool, look: (Double, Int, Int) -> Void = { _, _, _ in }
  ) throws -> Opening {
    let world = LiveWorld()
    let (room, platform) = (Room(self), PlatformReadersWritersLock())
    let lock: any Entrance<ReadersWritersRules> =
      if let policy = variant.policy {
        world.entrance(ReadersWritersRules(policy: policy))
      } else {
        PlatformEntrance(lock: platform)
      }
    let door = Door(name: run.trace.name("the room"), entrance: lock)
    let tracks: [Player.Track?] =
      traced ? tracks(run, group: "live") : Array(repeating: nil, count: readers + writers)
    let crew: Crew<Stay> = try run.crew(readers + writers, names: label) { member in
      stay(member.index, in: world, tracks[member.index], door, room)
    }
    while world.now < room.closing, !run.shouldStop {
      pause(Limits.look)
      look(world.now, room.reads, room.writes)
    }
    let result = try crew.join(within: Limits.grace) {
      world.abort()
      platform.abort()
    }
    return Opening(try result.values, readers: readers, room)
  }

  private func stay(
    _ visitor: Visitor, in world: any World, _ track: Player.Track?,
    _ door: Door<ReadersWritersRules>, _ room: Room
  ) -> Stay {
    let me = Player(visitor, in: world, track: track)
    var guest = RoomVisitor(role: role(visitor), me: me, door: door, room: room)
    do throws(WaitFailure) {
      try guest.visit()
    } catch {
      // Stopped; what was done until then counts.
    }
    me.close()
    return guest.stay
  }

  private func tracks(_ run: Run, group: String) -> [Player.Track] {
    (0..<readers + writers).map {
      Player.Track(recorder: run.trace, lane: run.trace.lane(label($0), group: group))
    }
  }
}

/// A place for each visitor's result.
private final class Stays: Sendable {
  private let stays: Mutex<[Stay]>

  init(_ count: Int) { stays = Mutex(Array(repeating: Stay(), count: count)) }

  func set(_ stay: Stay, of visitor: Visitor) { stays.withLock { $0[visitor] = stay } }

  var all: [Stay] { stays.withLock { $0 } }
}
