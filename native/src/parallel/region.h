// One parallel_for on its way.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <exception>

#include "parallel/parallel.h"
#include "parallel/pool.h"

namespace sconce::detail {

// Marks the calling thread as computing a range under a number, in a loop of at most `threads`; puts back what was
// there.
class RangeScope {
 public:
  RangeScope(int number, int threads);
  ~RangeScope();
  RangeScope(const RangeScope&) = delete;
  RangeScope& operator=(const RangeScope&) = delete;

 private:
  const int number_, threads_;
  const bool inside_, helps_;
};

// A loop, cut into units of nearly equal length. Each thread that takes part begins with a share of adjacent units, of
// which it takes pieces from the front, and then takes from the back of the others' shares. So nobody waits for a
// thread that is late or has left.
//
// Where a share is one unit, a helper has it with the offer, and the caller computes the units of those that have not
// begun when it is done with its own: a hand-off then takes half of the cache misses, which in a short loop count.
class Region {
 public:
  // At most `limit` threads. Units have `grain` elements (at least 1), or a little less so that they are equal.
  Region(int64_t begin, int64_t end, int64_t grain, int limit, RangeFunction function);
  Region(const Region&) = delete;
  Region& operator=(const Region&) = delete;

  // By the caller: returns when all is done. Rethrows the first exception of a range.
  void run();

  // By a helper: computes pieces until none is left, or the worker is to leave.
  void compute(int number);

  // Most threads in one loop.
  static constexpr int kMaxThreads = 256;

 private:
  // First unit (high half) and end (low half), together so that both ends can be taken from.
  struct alignas(64) Share {
    uint64_t units;
    // Not a member: those are initialised, all of them, whatever is used.
    std::atomic_ref<uint64_t> atomic() { return std::atomic_ref<uint64_t>(units); }
  };

  void offer(const Candidate& candidate, int number);
  // Finds helpers in the place of those that have left, or were not to be had before.
  void offer_more();
  bool has_one_each() const { return units_ == shares_; }
  // By the caller, when all is done. A helper that has not begun may be queued behind it on the same CPU, where the
  // scheduler would leave it for milliseconds, and every loop of that time to the caller.
  void let_pass(bool late) const;
  void compute_unit_of(int helper);
  // Calls the function for some units; false where one has failed.
  bool call(int64_t from, int64_t to);
  bool take(Share& share, bool own, int64_t* from, int64_t* to) const;
  int64_t element(int64_t unit) const;

  const int64_t begin_, size_;
  const RangeFunction function_;
  int64_t units_;
  int64_t largest_piece_ = 1;
  const int limit_;
  const int threads_;  // that may take part
  int shares_ = 1;
  int numbers_ = 1;  // given to threads so far
  std::atomic<bool> failed_{false};
  std::exception_ptr failure_;
  std::array<Worker*, kMaxThreads> helpers_;  // by number; null where another caller was faster
  std::array<Share, kMaxThreads> share_;
};

}  // namespace sconce::detail
