# Finds OpenBLAS's headers: in OpenBLAS_ROOT (Maven unpacks the bytedeco preset's there), or installed.
#
# Only headers are needed: the library itself is opened at run time, by the first kernel that needs it (native/src/gemm/blas).
#
#   OpenBLAS_INCLUDE_DIR   the folder of cblas.h and lapacke.h
#   OpenBLAS_LIBRARY       the library, if it is there too: what the native tests open
#   OpenBLAS_VERSION       such as 0.3.31; empty where no openblas_config.h tells

# Looked for anew each time (NO_CACHE), since a build folder may be configured again with another root.
find_path(OpenBLAS_INCLUDE_DIR NAMES lapacke.h PATH_SUFFIXES include include/openblas openblas NO_CACHE)
find_library(OpenBLAS_LIBRARY NAMES libopenblas.so.0 HINTS ${OpenBLAS_ROOT} PATH_SUFFIXES lib NO_CACHE)
set(OpenBLAS_VERSION "")
foreach(file IN ITEMS openblas_config.h openblas-pthread/openblas_config.h)
  if(OpenBLAS_INCLUDE_DIR AND EXISTS ${OpenBLAS_INCLUDE_DIR}/${file})
    file(STRINGS ${OpenBLAS_INCLUDE_DIR}/${file} line REGEX "define OPENBLAS_VERSION")
    string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" OpenBLAS_VERSION "${line}")
  endif()
endforeach()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenBLAS
  REQUIRED_VARS OpenBLAS_INCLUDE_DIR
  VERSION_VAR OpenBLAS_VERSION
  REASON_FAILURE_MESSAGE "set -DOpenBLAS_ROOT to a folder with include/lapacke.h (Maven does), or install it (Debian: libopenblas-dev liblapacke-dev)")
