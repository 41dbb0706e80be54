#include "kernels/slices.h"

#include <algorithm>
#include <array>
#include <atomic>

#include "gemm/product.h"
#include "kernels/arguments.h"
#include "parallel/region.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kCallHead = 3;

// A call in the block.
struct Call {
  const int64_t* at;

  int64_t kernel() const { return at[0]; }
  int64_t nwords() const { return at[1]; }
  int64_t nmoves() const { return at[2]; }
  const int64_t* words() const { return at + kCallHead; }
  const int64_t* moves() const { return words() + nwords(); }
  Call next() const { return {moves() + 2 * nmoves()}; }
};

// Whether `rest` words hold the calls that the head promises, and each is one.
Status check(const SlicesArgs& args, int64_t rest) {
  if (args.nslices < 0) return bad_argument(args, args.nslices);
  if (args.ncalls < 0) return bad_argument(args, args.ncalls);
  if (args.nlocals < 1) return bad_argument(args, args.nlocals);
  const auto all = kernels(Capability::SCONCE_CPU_CAPABILITY);
  Call call{tail_of(args)};
  for (int64_t i = 0; i < args.ncalls; i++) {
    if (rest < kCallHead) return fail(kTooFewWords, rest, kCallHead);
    if (call.nwords() < 0 || call.nwords() > kMaxSlicedWords || call.nmoves() < 0 || call.nmoves() > call.nwords())
      return fail(kInvalidArgument, call.at + 1 - reinterpret_cast<const int64_t*>(&args), call.nwords());
    const int64_t size = kCallHead + call.nwords() + 2 * call.nmoves();
    if (rest < size) return fail(kTooFewWords, rest, size);
    rest -= size;
    if (static_cast<uint64_t>(call.kernel()) >= all.size()) return fail(kNoSuchKernel, call.kernel());
    if (call.nwords() < all[static_cast<size_t>(call.kernel())].words)
      return fail(kTooFewWords, call.nwords(), all[static_cast<size_t>(call.kernel())].words);
    for (int64_t k = 0; k < call.nmoves(); k++) {
      const int64_t& word = call.moves()[2 * k];
      if (word < 0 || word >= call.nwords())
        return fail(kInvalidArgument, &word - reinterpret_cast<const int64_t*>(&args), word);
    }
    call = call.next();
  }
  return kOk;
}

Status run_slice(const SlicesArgs& args, int64_t slice, const char* local) {
  const auto all = kernels(Capability::SCONCE_CPU_CAPABILITY);
  std::array<int64_t, kMaxSlicedWords> words;
  Call call{tail_of(args)};
  for (int64_t i = 0; i < args.ncalls; i++, call = call.next()) {
    std::copy_n(call.words(), call.nwords(), words.begin());
    for (int64_t k = 0; k < call.nmoves(); k++) {
      const int64_t step = call.moves()[2 * k + 1];
      words[static_cast<size_t>(call.moves()[2 * k])] += step < 0 ? reinterpret_cast<int64_t>(local) : slice * step;
    }
    give_way();
    if (const Status status = all[static_cast<size_t>(call.kernel())].run(words.data(), call.nwords())) return status;
  }
  return kOk;
}

}  // namespace

SC_KERNEL(slices, SlicesArgs) {
  if (const Status status = check(args, words - static_cast<int64_t>(sizeof(SlicesArgs) / 8))) return status;
  const int64_t threads = num_threads();
  const int64_t at_once = threads <= args.nlocals ? args.nslices / threads * threads : 0;
  std::atomic<Status> failed{kOk};
  parallel_products(at_once, [&](int64_t begin, int64_t end) {
    const char* const local = args.local + thread_num() * args.local_bytes;
    const detail::RangeScope alone(0, 1);
    for (int64_t slice = begin; slice < end && failed == kOk; slice++) {
      if (const Status status = run_slice(args, slice, local)) failed = status;
    }
  });
  for (int64_t slice = at_once; slice < args.nslices && failed == kOk; slice++) {
    if (const Status status = run_slice(args, slice, args.local)) failed = status;
  }
  return failed == kOk ? kOk : fail(failed);  // the call's words are not this block's
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
