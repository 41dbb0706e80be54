// How a kernel is written: a named function over one packed block of 8-byte words. See "A kernel" in
// docs/architecture.md.
//
//     #include "base/kernel.h"
//
//     namespace sconce::inline SCONCE_CPU_CAPABILITY {
//     struct FillArgs { float* out; int64_t n; double value; };
//     SC_KERNEL(fill_float, FillArgs) {
//       std::fill_n(args.out, args.n, static_cast<float>(args.value));
//       return kOk;
//     }
//     }
//
// Kernel files are compiled once per CPU capability. Everything in them lives in the inline namespace of that name, so
// that the copies never meet in the linker; templates and inline functions of headers that kernels share belong in it
// too.
#pragma once

#include <cstdint>
#include <type_traits>

#include "base/registry.h"
#include "base/status.h"

#ifndef SCONCE_CPU_CAPABILITY
#error "base/kernel.h is for files in native/src/kernels and native/src/gemm, which CMake compiles per CPU capability"
#endif

namespace sconce::inline SCONCE_CPU_CAPABILITY {}

// Defines and registers a kernel. The body sees `args` (const Args&) and `words` (how many words were passed, at least
// those of Args; a variable tail follows the struct: reinterpret_cast<const int64_t*>(&args + 1)). It runs on the
// caller's thread, may call parallel_for, and returns kOk or fail(code, a, b).
#define SC_KERNEL(kernel_name, Args)                                                                                 \
  static_assert(sizeof(Args) % 8 == 0 && std::is_trivially_copyable_v<Args>, #Args " must be made of 8-byte words"); \
  static ::sconce::Status kernel_name##_kernel(const Args& args, int64_t words);                                     \
  static const ::sconce::KernelRegistration kernel_name##_registration(                                              \
      ::sconce::Capability::SCONCE_CPU_CAPABILITY, #kernel_name, sizeof(Args) / 8,                                   \
      [](const int64_t* block, int64_t words) -> ::sconce::Status {                                                  \
        return kernel_name##_kernel(*reinterpret_cast<const Args*>(block), words);                                   \
      });                                                                                                            \
  static ::sconce::Status kernel_name##_kernel([[maybe_unused]] const Args& args, [[maybe_unused]] int64_t words)
