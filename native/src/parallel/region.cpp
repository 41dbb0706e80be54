#include "parallel/region.h"

#include <algorithm>
#include <bit>
#include <thread>

#include "parallel/backend.h"
#include "parallel/slots.h"

namespace sconce::detail {
namespace {

// A piece has at most so many units, since somebody may wait for the thread that computes it...
constexpr int64_t kLargestPiece = 64;
// ...and at most this part of a share, so that there is something to take from a thread that is late.
constexpr int64_t kPiecesPerShare = 4;

// How many loops in a row a helper may be late before it is let pass (a power of two). In a loop of one unit for each
// thread the caller can be done before any helper could have begun; in others it has computed for a while.
constexpr uint32_t kPatienceWithOneEach = 8, kPatience = 1;

// How many loops of this thread in a row had a helper that was late, since it woke one.
thread_local uint32_t late_in_a_row = 0;

constexpr uint64_t units_of(int64_t from, int64_t to) {
  return static_cast<uint64_t>(from) << 32 | static_cast<uint64_t>(to);
}

}  // namespace

Region::Region(int64_t begin, int64_t end, int64_t grain, int limit, RangeFunction function)
    : begin_(begin),
      size_(end - begin),
      function_(function),
      units_(std::min((size_ - 1) / grain + 1, int64_t{1} << 31)),
      limit_(limit),
      threads_(static_cast<int>(std::min<int64_t>({limit, units_, kMaxThreads}))) {}

void Region::run() {
  std::array<Candidate, kMaxThreads> found;
  const int helpers = slots_are_awaited() ? 0 : Pool::instance().find(threads_ - 1, found.data());
  if (helpers == 0 && units_ <= kLargestPiece) {
    const RangeScope scope(0, limit_);
    return function_(begin_, begin_ + size_);
  }
  shares_ = helpers + 1;
  units_ -= units_ % shares_;
  largest_piece_ = std::clamp(units_ / (shares_ * kPiecesPerShare), int64_t{1}, kLargestPiece);
  for (int i = 0; i < shares_ && !has_one_each(); ++i) {
    share_[i].units = units_of(units_ / shares_ * i, units_ / shares_ * (i + 1));
  }
  for (int i = 0; i < helpers; ++i) offer(found[i], i + 1);
  compute(0);
  bool late = false;
  for (int number = 1; number < numbers_; ++number) {
    Worker* const helper = helpers_[number];
    if (helper != nullptr) {
      if (!helper->take_back(*this)) continue;
      late = true;
    }
    if (has_one_each()) compute_unit_of(number);
  }
  for (int number = 1; number < numbers_; ++number) {
    if (helpers_[number] != nullptr) helpers_[number]->end(*this);
  }
  let_pass(late);
  if (failure_) std::rethrow_exception(failure_);
}

void Region::offer(const Candidate& candidate, int number) {
  Worker& worker = Pool::instance().worker(candidate.worker);
  numbers_ = std::max(numbers_, number + 1);
  const bool taken = worker.offer(*this, number, candidate.asleep ? Worker::State::kReserved : Worker::State::kWarm);
  helpers_[number] = taken ? &worker : nullptr;
  if (!candidate.asleep) return;
  late_in_a_row = 0;
  wake_worker(candidate.worker);
}

void Region::offer_more() {
  for (int number = 1; number < threads_; ++number) {
    if (number < numbers_ && helpers_[number] != nullptr && helpers_[number]->works_for(*this)) continue;
    Candidate found;
    if (Pool::instance().find(1, &found) == 0) return;
    offer(found, number);
  }
}

void Region::let_pass(bool late) const {
  late_in_a_row = late ? late_in_a_row + 1 : 0;
  const uint32_t patience = has_one_each() ? kPatienceWithOneEach : kPatience;
  if (late_in_a_row >= patience && std::has_single_bit(late_in_a_row)) std::this_thread::yield();
}

void Region::compute_unit_of(int helper) {
  if (failed_.load(std::memory_order_relaxed)) return;
  if (slots_are_awaited()) give_way();
  const RangeScope scope(0, limit_);
  call(helper, helper + 1);
}

bool Region::call(int64_t from, int64_t to) {
  try {
    function_(element(from), element(to));
    return true;
  } catch (...) {
    if (!failed_.exchange(true)) failure_ = std::current_exception();
    return false;
  }
}

void Region::compute(int number) {
  const RangeScope scope(number, limit_);
  if (has_one_each()) {
    call(number, number + 1);
    return;
  }
  for (int i = 0; i < shares_; ++i) {
    Share& share = share_[(number + i) % shares_];
    int64_t from, to;
    while (take(share, i == 0, &from, &to)) {
      if (failed_.load(std::memory_order_relaxed)) return;
      if (!call(from, to)) return;
      if (slots_are_awaited() || Pool::instance().is_closing()) {
        if (number > 0) return;
        give_way();
      } else if (number == 0 && i == 0 && to < units_ / shares_ && free_slots() > 0) {
        offer_more();
      }
    }
  }
}

bool Region::take(Share& share, bool own, int64_t* from, int64_t* to) const {
  uint64_t known = share.atomic().load(std::memory_order_relaxed);
  for (;;) {
    const int64_t first = static_cast<int64_t>(known >> 32), last = static_cast<int64_t>(known & 0xffffffff);
    if (first >= last) return false;
    const int64_t piece = std::min(largest_piece_, (last - first + 1) / 2);
    *from = own ? first : last - piece;
    *to = *from + piece;
    const uint64_t left = own ? units_of(*to, last) : units_of(first, *from);
    if (share.atomic().compare_exchange_weak(known, left, std::memory_order_relaxed)) return true;
  }
}

int64_t Region::element(int64_t unit) const { return begin_ + size_ / units_ * unit + size_ % units_ * unit / units_; }

}  // namespace sconce::detail
