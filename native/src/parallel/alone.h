// Libraries that have oneTBB for their runtime are kept on the thread that calls them.
#pragma once

#include "parallel/backend.h"

namespace sconce::detail {

// Calls task(0) on the calling thread, so that what oneTBB's algorithms do inside it stays on that thread too: they
// find an arena of one thread, which no worker joins. May be called from inside our own arena. In builds with USE_TBB.
void run_alone(const Task& task);

}  // namespace sconce::detail
