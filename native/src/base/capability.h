// Which instruction sets the kernels use.
#pragma once

namespace sconce {

// In rising order; each includes those before it. DEFAULT is x86-64-v2, AVX2 is x86-64-v3 (with FMA and F16C), AVX512
// is x86-64-v4.
enum class Capability { DEFAULT, AVX2, AVX512 };

inline constexpr int kCapabilities = 3;

// Whether this machine can run it.
bool is_supported(Capability capability);

// Sets the active capability, from the CPU and ATEN_CPU_CAPABILITY. Returns null, or why it cannot. Not thread-safe:
// sc_init calls it once.
const char* choose_capability();

Capability active_capability();

}  // namespace sconce
