#include "parallel/slots.h"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "parallel/parallel.h"
#include "sconce/sconce.h"

namespace sconce {
namespace {

struct Slots {
  std::mutex settings;
  int minimum = detail::usable_cpus();
  std::atomic<int> capacity{std::max(num_threads(), minimum)};
  alignas(64) std::atomic<int> free{capacity.load()};
  std::atomic<int> waiters{0};
};

// Never destroyed: threads may compute while the process exits.
Slots& slots() {
  static Slots& all = *new Slots();
  return all;
}

}  // namespace

int slot_capacity() { return slots().capacity.load(std::memory_order_relaxed); }

int free_slots() { return slots().free.load(std::memory_order_relaxed); }

bool try_acquire_slot() {
  std::atomic<int>& free = slots().free;
  int known = free.load(std::memory_order_relaxed);
  while (known > 0) {
    if (free.compare_exchange_weak(known, known - 1, std::memory_order_acquire)) return true;
  }
  return false;
}

void release_slot() { slots().free.fetch_add(1, std::memory_order_release); }

void add_slot_waiters(int change) { slots().waiters.fetch_add(change, std::memory_order_relaxed); }

bool slots_are_awaited() { return slots().waiters.load(std::memory_order_relaxed) > 0; }

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
  const int wanted = std::max(num_threads(), all.minimum);
  all.free.fetch_add(wanted - all.capacity.exchange(wanted, std::memory_order_relaxed), std::memory_order_relaxed);
}

}  // namespace sconce

int32_t sc_slot_capacity() noexcept { return sconce::slot_capacity(); }

int32_t sc_free_slots() noexcept { return sconce::free_slots(); }

int32_t sc_try_acquire_slot() noexcept { return sconce::try_acquire_slot(); }

void sc_release_slot() noexcept { sconce::release_slot(); }

void sc_add_slot_waiters(int32_t change) noexcept { sconce::add_slot_waiters(change); }

void sc_set_minimum_slots(int32_t slots) noexcept { sconce::set_minimum_slots(slots); }
