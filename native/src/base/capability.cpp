#include "base/capability.h"

#include <cstdlib>
#include <string>
#include <string_view>

#include "base/registry.h"
#include "sconce/sconce.h"

namespace sconce {
namespace {

Capability active = Capability::DEFAULT;

constexpr const char* kNames[kCapabilities] = {"DEFAULT", "AVX2", "AVX512"};
constexpr std::string_view kForced[kCapabilities] = {"default", "avx2", "avx512"};

std::string supported_names() {
  std::string names;
  for (int i = 0; i < kCapabilities; ++i) {
    if (!is_supported(static_cast<Capability>(i))) break;
    if (i > 0) names += ' ';
    names += kNames[i];
  }
  return names;
}

}  // namespace

bool is_supported(Capability capability) {
  switch (capability) {
    case Capability::DEFAULT:
      return __builtin_cpu_supports("x86-64-v2");
    case Capability::AVX2:
      return __builtin_cpu_supports("x86-64-v3");
    case Capability::AVX512:
      return __builtin_cpu_supports("x86-64-v4");
  }
  return false;
}

const char* choose_capability() {
  __builtin_cpu_init();
  if (!is_supported(Capability::DEFAULT))
    return "this CPU is older than x86-64-v2 (it lacks SSE4.2 or POPCNT): Sconce cannot run on it";
  static std::string refusal;  // outlives the call: its text is handed out
  const char* forced = std::getenv("ATEN_CPU_CAPABILITY");
  if (forced == nullptr || *forced == '\0') {
    for (int i = 0; i < kCapabilities; ++i) {
      const Capability capability = static_cast<Capability>(i);
      if (is_supported(capability) && !kernels(capability).empty()) active = capability;
    }
    return nullptr;
  }
  for (int i = 0; i < kCapabilities; ++i) {
    if (kForced[i] != forced) continue;
    if (!is_supported(static_cast<Capability>(i))) {
      refusal = std::string("ATEN_CPU_CAPABILITY=") + forced + " asks for instructions that this CPU lacks; it has " +
                supported_names();
      return refusal.c_str();
    }
    if (kernels(static_cast<Capability>(i)).empty()) {
      refusal = std::string("ATEN_CPU_CAPABILITY=") + forced +
                " asks for kernels that this build lacks: build it with " + kNames[i] + " in SCONCE_CAPABILITIES";
      return refusal.c_str();
    }
    active = static_cast<Capability>(i);
    return nullptr;
  }
  refusal = std::string("ATEN_CPU_CAPABILITY=") + forced + " is not one of default, avx2, avx512";
  return refusal.c_str();
}

Capability active_capability() { return active; }

}  // namespace sconce

const char* sc_cpu_capability() noexcept { return sconce::kNames[static_cast<int>(sconce::active)]; }

const char* sc_cpu_supported() noexcept {
  static const std::string names = sconce::supported_names();
  return names.c_str();
}
