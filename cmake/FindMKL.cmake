# Finds MKL with the layer that MKL_THREADING asks for: in MKL_ROOT (Maven unpacks the bytedeco preset's redistributable there),
# in MKLROOT, as Intel's own setvars.sh sets it, or installed: as Intel's packages lay it out (include, lib or lib/intel64) or as Debian's
# libmkl-dev does (include/mkl, lib/x86_64-linux-gnu, and no number behind .so).
#
# Only headers are compiled with; the library itself is opened at run time (native/src/gemm/blas).
#
#   MKL_INCLUDE_DIR   the folder of mkl_cblas.h and mkl_lapacke.h
#   MKL_LIBRARY       libmkl_rt
#   MKL_LAYER         the layer beside it, in words of sc_open_blas: gnu_thread or sequential
#   MKL_VERSION       such as 2025.0.3

# Looked for anew each time (NO_CACHE), since a build folder may be configured again with another root.
set(mkl_hints ${MKL_ROOT} $ENV{MKLROOT} /opt/intel/oneapi/mkl/latest)
find_path(MKL_INCLUDE_DIR NAMES mkl_cblas.h HINTS ${mkl_hints} PATH_SUFFIXES include include/mkl mkl NO_CACHE)
find_library(MKL_LIBRARY NAMES libmkl_rt.so.2 libmkl_rt.so NAMES_PER_DIR  # the first place counts, not the first name
             HINTS ${mkl_hints} PATH_SUFFIXES lib lib/intel64 lib/x86_64-linux-gnu NO_CACHE)

set(MKL_VERSION "")
if(MKL_INCLUDE_DIR AND EXISTS ${MKL_INCLUDE_DIR}/mkl_version.h)
  file(STRINGS ${MKL_INCLUDE_DIR}/mkl_version.h line REGEX "define[ ]+INTEL_MKL_VERSION[ ]")
  if(line MATCHES "([0-9][0-9][0-9][0-9])0?([0-9]+)([0-9][0-9])$")
    math(EXPR mkl_patch "${CMAKE_MATCH_3}")
    set(MKL_VERSION ${CMAKE_MATCH_1}.${CMAKE_MATCH_2}.${mkl_patch})
  endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(MKL
  REQUIRED_VARS MKL_LIBRARY MKL_INCLUDE_DIR
  VERSION_VAR MKL_VERSION
  REASON_FAILURE_MESSAGE "BLAS=MKL needs MKL: build with Maven, which fetches it, or install it and set -DMKL_ROOT to the folder of its include and lib, or set -DBLAS=OpenBLAS")

# A call never leaves its thread, whichever layer is there. So OMP is the layer of the OpenMP runtime that our own pool uses, with one
# thread; and TBB, where no OpenMP is wanted and oneTBB's tasks are the threads, is the layer without any.
#
# libmkl_rt ends the process when it lacks the layer that it is told to take: better to know now.
if(MKL_FOUND)
  if(MKL_THREADING STREQUAL "TBB")
    set(MKL_LAYER sequential)
  else()
    set(MKL_LAYER gnu_thread)
  endif()
  string(REGEX REPLACE "libmkl_rt([^/]*)$" "libmkl_${MKL_LAYER}\\1" mkl_layer_file ${MKL_LIBRARY})
  if(NOT EXISTS ${mkl_layer_file})
    message(FATAL_ERROR "MKL_THREADING=${MKL_THREADING} needs libmkl_${MKL_LAYER}, and there is no ${mkl_layer_file} "
                        "(the redistributable of the bytedeco preset has the OpenMP layers only): "
                        "install all of MKL and set -DMKL_ROOT to it, or set another MKL_THREADING")
  endif()
endif()
