// The workers of the intra-op pool, which all callers share.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>

namespace sconce::detail {

class Region;

// A pool thread's place, and what it does: one word, changed by compare-and-swap, so that handing a worker a region and
// taking that back are one step each. A worker that computes has a compute slot. So has a warm one, whose slot anybody
// may take: between the kernels of a model nothing but this word is touched.
class alignas(64) Worker {
 public:
  enum class State : uint64_t {
    kGone,      // no thread
    kCold,      // its thread sleeps, or will soon
    kWarm,      // idle and looking for work, with a slot
    kReserved,  // asleep; a caller has a slot for it, and will offer it a region
    kOffered,   // a region, not begun
    kRunning,   // a region
    kAwaited,   // as kRunning, and the caller sleeps until it ends
  };

  State state() const { return state_of(word_.load()); }
  // Between states without a region; false when it is not in `from`.
  bool move(State from, State to) {
    uint64_t known = static_cast<uint64_t>(from);
    return word_.load(std::memory_order_relaxed) == known &&
           word_.compare_exchange_strong(known, static_cast<uint64_t>(to));
  }

  // By a caller that has found it in the state `from`, kReserved or kWarm; false where another has taken it since.
  bool offer(const Region& region, int number, State from);
  bool works_for(const Region& region) const { return region_of(word_.load(std::memory_order_acquire)) == &region; }
  // Takes back what it has not begun; false where there is no such.
  bool take_back(const Region& region);
  // Returns when it works for the region no more. What was offered has begun, or has been taken back.
  void end(const Region& region);

  // By its own thread: computes for callers until it has been idle for a while, or is to go. Its state was kCold or
  // kGone then.
  void serve();
  // By its thread, which cannot serve it now: what it was offered is taken back, and it sleeps then.
  void abandon();
  // Sleeps while it is cold; may return without cause.
  void sleep() const;
  void wake() const;

  // Regions of which it was the first helper.
  int64_t regions() const { return regions_.load(std::memory_order_relaxed); }

 private:
  static constexpr int kNumberShift = 4, kRegionShift = 16;  // addresses have 48 bits

  static uint64_t word(const Region& region, int number, State state) {
    return reinterpret_cast<uint64_t>(&region) << kRegionShift | static_cast<uint64_t>(number) << kNumberShift |
           static_cast<uint64_t>(state);
  }
  static State state_of(uint64_t word) { return static_cast<State>(word & ((1 << kNumberShift) - 1)); }
  static Region* region_of(uint64_t word) { return reinterpret_cast<Region*>(word >> kRegionShift); }
  static int number_of(uint64_t word) {
    return static_cast<int>(word >> kNumberShift & ((1 << (kRegionShift - kNumberShift)) - 1));
  }

  void compute(uint64_t offered);
  void cool();

  mutable std::atomic<uint64_t> word_{static_cast<uint64_t>(State::kGone)};
  std::atomic<int> callers_cpu_{-1};  // when it made the last offer
  std::atomic<int64_t> regions_{0};
  std::atomic<bool> abandoned_{false};
};

// A worker that a caller has found for its region.
struct Candidate {
  int worker;
  bool asleep;
};

class Pool {
 public:
  // Never destroyed: its threads end with the process.
  static Pool& instance();

  Pool();

  // Starts workers where there are none and should be some; has them all go where their number is not the target's,
  // which the next call can then start. Never waits.
  void adapt() {
    if (started_.load(std::memory_order_relaxed) != target_.load(std::memory_order_relaxed)) change_size();
  }
  // How many workers there should be. They go at once, and are started when first needed.
  void set_target(int workers);

  // Finds up to `count` idle workers: first those that are awake, which an offer takes or does not, since their slot
  // comes with them; then it reserves such as sleep, each with a slot. Returns how many.
  int find(int count, Candidate* candidates);

  // Takes the slot of an idle worker, which goes to sleep.
  bool take_warm_slot();

  // Counts the starts: a thread of a former one, that has not noticed how its worker went and came, is to end.
  int generation() const { return generation_.load(); }

  // Whether workers are to leave their regions after the piece that they compute.
  bool is_closing() const { return closing_.load(std::memory_order_relaxed); }
  // To be called for a worker that has become warm or cold.
  void retire_if_closing(Worker& worker);

  // By the backend: it has threads for the workers 0..count-1.
  void open(int count);

  Worker& worker(int index) { return workers_[static_cast<size_t>(index)]; }
  // Workers that are not gone.
  int live() const { return live_.load(std::memory_order_relaxed); }
  // Workers that are idle and have a slot.
  int warm() const;
  int64_t regions() const;

  static constexpr int kMaxWorkers = 1023;

 private:
  void change_size();
  void change_size_locked();
  void retire(Worker& worker);

  std::atomic<int> target_;
  std::atomic<int> started_{0};  // the target that they were started for
  std::atomic<int> open_{0};     // workers that may be claimed
  std::atomic<bool> closing_{false};
  std::atomic<int> live_{0};
  std::atomic<int> generation_{0};
  std::mutex changing_;
  std::atomic<bool> opening_{false};  // the backend is about to open it
  std::array<Worker, kMaxWorkers> workers_{};
};

}  // namespace sconce::detail
