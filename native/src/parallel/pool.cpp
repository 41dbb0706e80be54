#include "parallel/pool.h"

#include <sched.h>

#include <algorithm>
#include <ctime>
#include <thread>

#include "parallel/backend.h"
#include "parallel/cpu.h"
#include "parallel/futex.h"
#include "parallel/parallel.h"
#include "parallel/region.h"
#include "parallel/slots.h"

namespace sconce::detail {
namespace {

// How often a caller looks whether its helper is done, before it sleeps: some 20 to 50 µs.
constexpr int kSpins = 1000;
// How long an idle worker looks for work before it sleeps: more than the gap between two parallel kernels of a model,
// or between two requests, since waking it costs its caller the first 50 to 300 µs of its help. Between two calls of a
// model Java takes 0.1 to 0.5 ms as long as it is interpreted, its data and its code having left the caches.
constexpr int64_t kPatienceNanoseconds = 1'000'000;
// Between two looks at other things than the word, such as the clock.
constexpr int kGlances = 64;

void pause(int spin) {
  __builtin_ia32_pause();
  // The thread that this one waits for may be queued behind it on the same CPU, and stay there while neighbours keep
  // the others busy: then each round would cost the whole wait.
  if (spin % kGlances == kGlances - 1) std::this_thread::yield();
}

int64_t now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

// Where this thread found its workers last: several callers that share the pool then keep to their own.
thread_local int first_choice = 0;

}  // namespace

bool Worker::take_back(const Region& region) {
  uint64_t known = word_.load(std::memory_order_acquire);
  if (region_of(known) != &region || state_of(known) != State::kOffered) return false;
  if (!word_.compare_exchange_strong(known, static_cast<uint64_t>(State::kWarm))) return false;
  if (abandoned_.load()) cool();
  Pool::instance().retire_if_closing(*this);
  return true;
}

void Worker::end(const Region& region) {
  for (int spin = 0;; ++spin) {
    uint64_t known = word_.load(std::memory_order_acquire);
    if (region_of(known) != &region) return;
    if (spin < kSpins) {
      pause(spin);
      continue;
    }
    const uint64_t awaited = (known & ~((uint64_t{1} << kNumberShift) - 1)) | static_cast<uint64_t>(State::kAwaited);
    if (known == awaited || word_.compare_exchange_strong(known, awaited)) futex_wait(word_, awaited);
  }
}

bool Worker::offer(const Region& region, int number, State from) {
  callers_cpu_.store(sched_getcpu(), std::memory_order_relaxed);
  uint64_t known = static_cast<uint64_t>(from);
  return word_.compare_exchange_strong(known, word(region, number, State::kOffered));
}

void Worker::cool() {
  if (move(State::kWarm, State::kCold)) release_slot();
}

void Worker::abandon() {
  abandoned_.store(true);
  cool();  // what was taken back just before
  Pool::instance().retire_if_closing(*this);
}

void Worker::serve() {
  abandoned_.store(false);
  // The scheduler likes to wake a thread where its waker runs, and then takes some milliseconds to see that another CPU
  // is free: until then caller and helper would take turns on one.
  leave_cpu(callers_cpu_.load(std::memory_order_relaxed));
  int spin = 0;
  int64_t idle_since = 0;  // as far as the clock was looked at
  for (;; ++spin) {
    uint64_t known = word_.load(std::memory_order_acquire);
    switch (state_of(known)) {
      case State::kOffered: {
        // It may have come to the caller's CPU since. Done before the offer is accepted, which the caller may take back
        // meanwhile.
        leave_cpu(callers_cpu_.load(std::memory_order_relaxed));
        const uint64_t running =
            known - static_cast<uint64_t>(State::kOffered) + static_cast<uint64_t>(State::kRunning);
        if (word_.compare_exchange_strong(known, running)) compute(running);
        spin = 0;
        idle_since = 0;
        continue;
      }
      case State::kWarm:
        Pool::instance().retire_if_closing(*this);
        if (spin % kGlances == 0) {
          const int64_t time = now();
          if (idle_since == 0) idle_since = time;
          if (time - idle_since > kPatienceNanoseconds) {
            cool();
            Pool::instance().retire_if_closing(*this);
          }
        }
        break;
      case State::kReserved:
        break;
      default:
        return;
    }
    pause(spin);
  }
}

void Worker::compute(uint64_t running) {
  const int number = number_of(running);
  if (number == 1) regions_.store(regions_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  const bool counted = begin_computing();
  region_of(running)->compute(number);
  if (counted) end_computing();
  const State next = slots_are_awaited() ? State::kCold : State::kWarm;
  // The last touch of the region.
  if (state_of(word_.exchange(static_cast<uint64_t>(next))) == State::kAwaited) futex_wake(word_);
  if (next == State::kCold) release_slot();
  Pool::instance().retire_if_closing(*this);
}

void Worker::sleep() const { futex_wait(word_, static_cast<uint64_t>(State::kCold)); }

void Worker::wake() const { futex_wake(word_); }

Pool& Pool::instance() {
  static Pool& pool = *new Pool();
  return pool;
}

Pool::Pool() : target_(std::min(useful_workers(), kMaxWorkers)) {}

void Pool::set_target(int workers) {
  target_.store(std::clamp(workers, 0, kMaxWorkers), std::memory_order_relaxed);
  if (started_.load(std::memory_order_relaxed) == 0) return;
  std::lock_guard lock(changing_);
  change_size_locked();
}

void Pool::change_size() {
  std::unique_lock lock(changing_, std::try_to_lock);
  if (lock.owns_lock()) change_size_locked();
}

void Pool::change_size_locked() {
  const int target = target_.load(std::memory_order_relaxed);
  const int started = started_.load(std::memory_order_relaxed);
  if (target == started || opening_.load()) return;
  if (started == 0) {
    if (live_.load() != 0) return;  // they have not all gone yet
    closing_.store(false);
    started_.store(target, std::memory_order_relaxed);
    opening_.store(true);
    generation_.fetch_add(1);
    if (!start_workers(target)) opening_.store(false);
    return;
  }
  const int count = open_.exchange(0, std::memory_order_relaxed);
  started_.store(0, std::memory_order_relaxed);
  closing_.store(true);
  for (int i = 0; i < count; ++i) retire(worker(i));
}

void Pool::open(int count) {
  live_.store(count);
  for (int i = 0; i < count; ++i) worker(i).move(Worker::State::kGone, Worker::State::kCold);
  open_.store(count, std::memory_order_relaxed);
  opening_.store(false);
}

void Pool::retire_if_closing(Worker& worker) {
  if (closing_.load()) retire(worker);
}

void Pool::retire(Worker& worker) {
  for (;;) {
    const Worker::State state = worker.state();
    if (state != Worker::State::kCold && state != Worker::State::kWarm) return;
    if (!worker.move(state, Worker::State::kGone)) continue;
    if (state == Worker::State::kWarm) release_slot();
    worker.wake();
    live_.fetch_sub(1);
    return;
  }
}

int Pool::find(int count, Candidate* candidates) {
  const int workers = open_.load(std::memory_order_relaxed);
  int found = 0;
  // Until `take` says stop.
  const auto look = [&](Worker::State idle, auto&& take) {
    int index = first_choice < workers ? first_choice : 0;
    for (int i = 0; i < workers && found < count; ++i, index = index + 1 < workers ? index + 1 : 0) {
      if (worker(index).state() == idle && !take(index)) return;
    }
  };
  const auto add = [&](int index, bool asleep) {
    if (found == 0) first_choice = index;
    candidates[found++] = {index, asleep};
  };
  look(Worker::State::kWarm, [&](int index) {
    add(index, false);
    return true;
  });
  look(Worker::State::kCold, [&](int index) {
    if (!take_free_slot()) return false;
    if (worker(index).move(Worker::State::kCold, Worker::State::kReserved)) {
      add(index, true);
    } else {
      release_slot();
    }
    return true;
  });
  return found;
}

bool Pool::take_warm_slot() {
  const int workers = open_.load(std::memory_order_relaxed);
  for (int i = 0; i < workers; ++i) {
    if (worker(i).move(Worker::State::kWarm, Worker::State::kCold)) {
      retire_if_closing(worker(i));
      return true;
    }
  }
  return false;
}

int Pool::warm() const { return static_cast<int>(std::ranges::count(workers_, Worker::State::kWarm, &Worker::state)); }

int64_t Pool::regions() const {
  int64_t sum = 0;
  for (const Worker& each : workers_) sum += each.regions();
  return sum;
}

}  // namespace sconce::detail
