# Finds KISS FFT: its C++ header alone, which the kernels compile in.
#
#   KissFFT_INCLUDE_DIR   the folder above kissfft/kissfft.hh
#   KissFFT::headers      that folder as a target

find_path(KissFFT_INCLUDE_DIR NAMES kissfft/kissfft.hh)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(KissFFT
  REQUIRED_VARS KissFFT_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "install it (Debian: libkissfft-dev), or set -DKissFFT_INCLUDE_DIR to the folder above kissfft/kissfft.hh")
if(KissFFT_FOUND AND NOT TARGET KissFFT::headers)
  add_library(KissFFT::headers INTERFACE IMPORTED)
  target_include_directories(KissFFT::headers SYSTEM INTERFACE ${KissFFT_INCLUDE_DIR})
endif()
