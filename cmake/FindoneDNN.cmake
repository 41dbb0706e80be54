# Finds oneDNN, built for the runtime that MKLDNN_CPU_RUNTIME asks for: in oneDNN_ROOT (Maven unpacks the bytedeco preset's there), or
# installed.
#
# Only headers are compiled with; the library itself is opened at run time (native/src/gemm/onednn).
#
#   oneDNN_INCLUDE_DIR   the folder of oneapi/dnnl/dnnl.h
#   oneDNN_LIBRARY       libdnnl
#   oneDNN_VERSION       such as 3.11.0
#   oneDNN_RUNTIME       OMP, TBB, SEQ or THREADPOOL: what it was built for

# Looked for anew each time (NO_CACHE), since a build folder may be configured again with another root.
find_path(oneDNN_INCLUDE_DIR NAMES oneapi/dnnl/dnnl.h HINTS ${oneDNN_ROOT} PATH_SUFFIXES include NO_CACHE)
find_library(oneDNN_LIBRARY NAMES libdnnl.so.3 HINTS ${oneDNN_ROOT} PATH_SUFFIXES lib NO_CACHE)

set(oneDNN_VERSION "")
set(oneDNN_RUNTIME "")
if(oneDNN_INCLUDE_DIR)
  foreach(part IN ITEMS MAJOR MINOR PATCH)
    file(STRINGS ${oneDNN_INCLUDE_DIR}/oneapi/dnnl/dnnl_version.h line REGEX "define DNNL_VERSION_${part} ")
    string(REGEX MATCH "[0-9]+$" number "${line}")
    list(APPEND oneDNN_VERSION ${number})
  endforeach()
  list(JOIN oneDNN_VERSION "." oneDNN_VERSION)
  file(STRINGS ${oneDNN_INCLUDE_DIR}/oneapi/dnnl/dnnl_config.h line REGEX "define DNNL_CPU_THREADING_RUNTIME DNNL_RUNTIME_")
  string(REGEX REPLACE ".*DNNL_RUNTIME_" "" oneDNN_RUNTIME "${line}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(oneDNN
  REQUIRED_VARS oneDNN_LIBRARY oneDNN_INCLUDE_DIR
  VERSION_VAR oneDNN_VERSION
  REASON_FAILURE_MESSAGE "USE_MKLDNN=1 needs oneDNN 3 (libdnnl.so.3): build with Maven and -DUSE_MKLDNN=1, so spelled, which fetches it, or install it and set -DoneDNN_ROOT to the folder of its include and lib, or set -DUSE_MKLDNN=0")

if(oneDNN_FOUND AND NOT oneDNN_RUNTIME STREQUAL MKLDNN_CPU_RUNTIME)
  message(FATAL_ERROR "MKLDNN_CPU_RUNTIME=${MKLDNN_CPU_RUNTIME} needs a oneDNN that was built for it, and ${oneDNN_LIBRARY} was built for "
                      "${oneDNN_RUNTIME} (that of the bytedeco preset for OMP): set -DoneDNN_ROOT to one built with "
                      "-DDNNL_CPU_RUNTIME=${MKLDNN_CPU_RUNTIME}, or set another MKLDNN_CPU_RUNTIME")
endif()
