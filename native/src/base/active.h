// The kernels in use: those of the capability that sc_init chose.
#pragma once

#include <span>

#include "base/registry.h"

namespace sconce {

// By number; empty before sc_init.
std::span<const Kernel> active_kernels() noexcept;

}  // namespace sconce
