# Finds OpenBLAS's headers: in OpenBLAS_ROOT (Maven unpacks the bytedeco preset's there), or installed.
#
# Only headers: the library itself is opened at run time, by the first kernel that needs it (native/src/gemm/blas).
#
#   OpenBLAS_INCLUDE_DIR   the folder of cblas.h and lapacke.h
#   OpenBLAS::headers      that folder as a target

find_path(OpenBLAS_INCLUDE_DIR NAMES lapacke.h PATH_SUFFIXES include include/openblas openblas)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenBLAS
  REQUIRED_VARS OpenBLAS_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "set -DOpenBLAS_ROOT to a folder with include/lapacke.h (Maven does), or install it (Debian: libopenblas-dev liblapacke-dev)")
if(OpenBLAS_FOUND AND NOT TARGET OpenBLAS::headers)
  add_library(OpenBLAS::headers INTERFACE IMPORTED)
  # Not of ours: its warnings do not count.
  target_include_directories(OpenBLAS::headers SYSTEM INTERFACE ${OpenBLAS_INCLUDE_DIR})
endif()
