#include "parallel/slots.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <mutex>

#include "parallel/cpu.h"
#include "parallel/parallel.h"
#include "parallel/pool.h"
#include "sconce/sconce.h"

namespace sconce {
namespace {

struct Slots {
  std::mutex settings;
  int minimum = detail::usable_cpus();
  std::atomic<int> capacity{std::max(detail::thread_setting(), minimum)};
  // Written by each call of each thread: what all only read lies elsewhere, or every look at it would miss the cache.
  alignas(64) std::atomic<int> free{capacity.load()};
  alignas(64) std::atomic<int> waiters{0};
  std::atomic<bool> way_asked_for{false};
  std::atomic<GiveWay> give_way{nullptr};
  std::atomic<bool> measuring{false};
  alignas(64) std::atomic<int> computing{0};
  std::atomic<int> peak{0};
};

// Never destroyed: threads may compute while the process exits.
Slots& slots() {
  static Slots& all = *new Slots();
  return all;
}

}  // namespace

int slot_capacity() { return slots().capacity.load(std::memory_order_relaxed); }

int free_slots() { return slots().free.load(std::memory_order_relaxed); }

bool take_free_slot() {
  std::atomic<int>& free = slots().free;
  int known = free.load(std::memory_order_relaxed);
  while (known > 0) {
    if (free.compare_exchange_weak(known, known - 1, std::memory_order_acquire)) return true;
  }
  return false;
}

bool try_acquire_slot() { return take_free_slot() || detail::Pool::instance().take_warm_slot(); }

bool try_acquire_idle_slot() {
  // Longer than a caller is without its slot between two calls.
  constexpr int kLooks = 100;
  for (int look = 0; look < kLooks; ++look) {
    if (free_slots() <= 0 && detail::Pool::instance().warm() == 0) return false;
    __builtin_ia32_pause();
  }
  return try_acquire_slot();
}

void release_slot() { slots().free.fetch_add(1, std::memory_order_release); }

void add_slot_waiters(int change) { slots().waiters.fetch_add(change, std::memory_order_relaxed); }

bool slots_are_awaited() { return slots().waiters.load(std::memory_order_relaxed) > 0; }

void ask_for_way(bool asked) { slots().way_asked_for.store(asked, std::memory_order_relaxed); }

void set_give_way(GiveWay function) { slots().give_way.store(function); }

bool detail::way_is_asked_for() { return slots().way_asked_for.load(std::memory_order_relaxed); }

void detail::ask_to_give_way() {
  if (const GiveWay function = slots().give_way.load()) function();
}

void set_minimum_slots(int minimum) {
  if (minimum < 1) return;
  {
    std::lock_guard lock(slots().settings);
    slots().minimum = minimum;
  }
  detail::update_capacity();
}

void detail::update_capacity() {
  Slots& all = slots();
  std::lock_guard lock(all.settings);
  const int wanted = std::max(thread_setting(), all.minimum);
  all.free.fetch_add(wanted - all.capacity.exchange(wanted, std::memory_order_relaxed), std::memory_order_relaxed);
  Pool::instance().set_target(useful_workers());
}

int detail::useful_workers() {
  const int capacity = slot_capacity(), threads = thread_setting();
  return capacity - (capacity + threads - 1) / threads;
}

bool detail::begin_computing() {
  Slots& all = slots();
  if (!all.measuring.load(std::memory_order_relaxed)) return false;
  const int now = all.computing.fetch_add(1) + 1;
  for (int peak = all.peak.load(); now > peak && !all.peak.compare_exchange_weak(peak, now);) {
  }
  return true;
}

void detail::end_computing() { slots().computing.fetch_sub(1); }

}  // namespace sconce

int32_t sc_slot_capacity() noexcept { return sconce::slot_capacity(); }

int32_t sc_free_slots() noexcept { return sconce::free_slots() + sconce::detail::Pool::instance().warm(); }

int32_t sc_try_acquire_slot() noexcept { return sconce::try_acquire_slot(); }

int32_t sc_try_acquire_idle_slot() noexcept { return sconce::try_acquire_idle_slot(); }

int32_t sc_current_cpu() noexcept { return sched_getcpu(); }

void sc_move_to_cpu(int32_t cpu) noexcept { sconce::detail::move_to_cpu(cpu); }

void sc_release_slot() noexcept { sconce::release_slot(); }

void sc_add_slot_waiters(int32_t change) noexcept { sconce::add_slot_waiters(change); }

void sc_ask_for_way(int32_t asked) noexcept { sconce::ask_for_way(asked != 0); }

void sc_set_give_way(sc_give_way_function function) noexcept { sconce::set_give_way(function); }

void sc_set_minimum_slots(int32_t slots) noexcept { sconce::set_minimum_slots(slots); }

int32_t sc_pool_threads() noexcept { return sconce::detail::Pool::instance().live(); }

int64_t sc_parallel_regions() noexcept { return sconce::detail::Pool::instance().regions(); }

int32_t sc_computing_peak() noexcept { return sconce::slots().peak.load(); }

void sc_reset_computing_peak() noexcept {
  sconce::slots().measuring.store(true);
  sconce::slots().peak.store(sconce::slots().computing.load());
}
