#include "build_config.h"
#include "sconce/sconce.h"

#define SC_LINE(key, value) key "=" value "\n"

const char* sc_build_info() noexcept {
  return SC_LINE("version", SCONCE_VERSION)                     //
      SC_LINE("compiler", SCONCE_COMPILER)                      //
      SC_LINE("build_type", SCONCE_BUILD_TYPE)                  //
      SC_LINE("threading", SCONCE_THREADING)                    //
      SC_LINE("use_openmp", SCONCE_USE_OPENMP)                  //
      SC_LINE("use_tbb", SCONCE_USE_TBB)                        //
      SC_LINE("blas", SCONCE_BLAS)                              //
      SC_LINE("blas_version", SCONCE_BLAS_VERSION)              //
      SC_LINE("blas_installed", SCONCE_INSTALLED_BLAS)          //
      SC_LINE("mkl_threading", SCONCE_MKL_THREADING)            //
      SC_LINE("use_mkldnn", SCONCE_USE_MKLDNN)                  //
      SC_LINE("mkldnn_cpu_runtime", SCONCE_MKLDNN_CPU_RUNTIME)  //
      SC_LINE("mkldnn_version", SCONCE_MKLDNN_VERSION)          //
      SC_LINE("mkldnn_installed", SCONCE_INSTALLED_MKLDNN)      //
      SC_LINE("sanitize", SCONCE_SANITIZE)                      //
      SC_LINE("capabilities", "DEFAULT AVX2 AVX512");
}
