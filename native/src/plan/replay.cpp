// Replays a plan: kernel calls one after the other, with no way back to Java between them.
#include <exception>
#include <new>

#include "base/active.h"
#include "base/ahead.h"
#include "parallel/parallel.h"
#include "sconce/sconce.h"

namespace sconce {
namespace {

// A call as Java packs it: five words.
struct Entry {
  int64_t kernel;
  const int64_t* arguments;
  int64_t words;
  const Region* ahead;
  int64_t ahead_count;
};

thread_local Status last_status = kOk;

Status run(const Entry& entry) {
  const auto kernels = active_kernels();
  if (static_cast<uint64_t>(entry.kernel) >= kernels.size()) return fail(kNoSuchKernel, entry.kernel);
  const Kernel& kernel = kernels[static_cast<size_t>(entry.kernel)];
  if (entry.words < kernel.words) return fail(kTooFewWords, entry.words, kernel.words);
  return kernel.run(entry.arguments, entry.words);
}

}  // namespace
}  // namespace sconce

using namespace sconce;

int64_t sc_replay(int64_t entries_address, int64_t from, int64_t to, int32_t threads) noexcept {
  const Entry* entries = reinterpret_cast<const Entry*>(entries_address);
  int64_t i = from;
  try {
    const KernelScope scope(threads);  // of all calls: entering one costs as much as a small kernel
    const AheadScope of_calls({});
    Ahead& ahead = ahead_of_call();
    for (; i < to; ++i) {
      ahead = {entries[i].ahead, entries[i].ahead_count};
      if (const Status status = run(entries[i])) {
        last_status = status;
        return i;
      }
    }
  } catch (const std::bad_alloc&) {
    last_status = fail(kOutOfMemory);
  } catch (...) {
    last_status = fail(kInternalError);
  }
  return i;
}

int32_t sc_replay_status() noexcept { return last_status; }
