#include "base/registry.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <mutex>
#include <new>
#include <string_view>
#include <vector>

#include "base/active.h"
#include "base/capability.h"
#include "parallel/parallel.h"
#include "sconce/sconce.h"

namespace sconce {
namespace {

using Tables = std::array<std::vector<Kernel>, kCapabilities>;

// A function's static, so that it exists before the first registration whatever the order of initialisation; never
// destroyed, since threads may run kernels while the process exits.
Tables& registered() {
  static Tables& tables = *new Tables();
  return tables;
}

// Sorted once, on first use: by then the loader has run every registration.
const Tables& sorted() {
  static const Tables& tables = []() -> const Tables& {
    for (auto& table : registered()) {
      std::ranges::sort(table, {}, [](const Kernel& kernel) { return std::string_view(kernel.name); });
    }
    return registered();
  }();
  return tables;
}

// What sc_run needs, with no initialisation guard in its way.
std::span<const Kernel> active;

struct Detail {
  int64_t a = 0;
  int64_t b = 0;
};
thread_local Detail last_failure;

bool known(int32_t kernel) { return static_cast<uint32_t>(kernel) < active.size(); }

}  // namespace

KernelRegistration::KernelRegistration(Capability capability, const char* name, int64_t words, KernelFunction run) {
  registered()[static_cast<size_t>(capability)].push_back({name, words, run});
}

std::span<const Kernel> kernels(Capability capability) { return sorted()[static_cast<size_t>(capability)]; }

std::span<const Kernel> active_kernels() noexcept { return active; }

Status fail(Status code, int64_t a, int64_t b) noexcept {
  last_failure = {a, b};
  return code;
}

}  // namespace sconce

using namespace sconce;

const char* sc_init() noexcept {
  static const char* const refusal = [] {
    const char* reason = choose_capability();
    if (reason == nullptr) active = kernels(active_capability());
    return reason;
  }();
  return refusal;
}

int32_t sc_kernel_count() noexcept { return static_cast<int32_t>(active.size()); }

const char* sc_kernel_name(int32_t kernel) noexcept { return known(kernel) ? active[kernel].name : nullptr; }

int64_t sc_kernel_words(int32_t kernel) noexcept { return known(kernel) ? active[kernel].words : -1; }

int32_t sc_kernel(const char* name) noexcept {
  auto by_name = [](const Kernel& kernel) { return std::string_view(kernel.name); };
  auto found = std::ranges::lower_bound(active, std::string_view(name), {}, by_name);
  if (found == active.end() || std::strcmp(found->name, name) != 0) return -1;
  return static_cast<int32_t>(found - active.begin());
}

const char* sc_kernel_missing() noexcept {
  const auto reference = kernels(Capability::DEFAULT);
  for (size_t i = 0; i + 1 < reference.size(); ++i) {
    if (std::strcmp(reference[i].name, reference[i + 1].name) == 0) return reference[i].name;
  }
  for (int capability = 1; capability < kCapabilities; ++capability) {
    const auto table = kernels(static_cast<Capability>(capability));
    const size_t both = std::min(table.size(), reference.size());
    for (size_t i = 0; i < both; ++i) {
      if (std::strcmp(table[i].name, reference[i].name) != 0) return reference[i].name;
    }
    if (table.size() != reference.size()) return (table.size() > both ? table : reference)[both].name;
  }
  return nullptr;
}

int32_t sc_run(int32_t kernel, int64_t args_address, int64_t words, int32_t threads) noexcept {
  if (!known(kernel)) return fail(kNoSuchKernel, kernel);
  const Kernel& entry = active[kernel];
  if (words < entry.words) return fail(kTooFewWords, words, entry.words);
  const KernelScope scope(threads);
  try {
    return entry.run(reinterpret_cast<const int64_t*>(args_address), words);
  } catch (const std::bad_alloc&) {
    return fail(kOutOfMemory);
  } catch (...) {
    return fail(kInternalError);
  }
}

int64_t sc_error_a() noexcept { return last_failure.a; }

int64_t sc_error_b() noexcept { return last_failure.b; }
