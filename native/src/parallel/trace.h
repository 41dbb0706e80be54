// Records parallel loops, for who draws what threads did.
#pragma once

#include <cstdint>

#include "parallel/parallel.h"

namespace sconce::trace {

// Whether the loops that this thread begins are to be recorded: between sc_trace_start and sc_trace_take.
bool is_on();

// As detail::parallel_for, and records the loop. What it calls begins no other record.
void parallel_for(int64_t begin, int64_t end, int64_t grain, detail::RangeFunction function);

}  // namespace sconce::trace
