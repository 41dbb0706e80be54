#include "build_config.h"
#include "sconce/sconce.h"

const char* sc_build_info() noexcept {
  return "version=" SCONCE_VERSION
         "\n"
         "compiler=" SCONCE_COMPILER
         "\n"
         "build_type=" SCONCE_BUILD_TYPE
         "\n"
         "threading=" SCONCE_THREADING
         "\n"
         "use_openmp=" SCONCE_USE_OPENMP
         "\n"
         "use_tbb=" SCONCE_USE_TBB
         "\n"
         "blas=" SCONCE_BLAS
         "\n"
         "sanitize=" SCONCE_SANITIZE
         "\n"
         "capabilities=DEFAULT AVX2 AVX512\n";
}
