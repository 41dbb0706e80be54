#include "base/ahead.h"

namespace sconce {

Ahead& ahead_of_call() {
  thread_local Ahead ahead;
  return ahead;
}

}  // namespace sconce
