# Kernels are compiled once per CPU capability and chosen once at load (native/src/base/capability.cpp).
#
# The objects must be linked from the lowest capability to the highest: where two define the same inline function (of the standard
# library, say), the linker keeps the first, and that one runs on every machine.

set(SCONCE_CAPABILITIES DEFAULT AVX2 AVX512 CACHE STRING "Those that kernels are compiled for: fewer for a test that takes long to build")
set(SCONCE_FLAGS_DEFAULT -march=x86-64-v2)
set(SCONCE_FLAGS_AVX2 -march=x86-64-v3)
# gcc prefers 256-bit vectors for v4: our AVX-512 kernels are written for 512.
set(SCONCE_FLAGS_AVX512 -march=x86-64-v4 -mprefer-vector-width=512)

# What nearly every kernel and test reads of the standard library, which takes longer than a small kernel's own text: read once per target.
# Not with a launcher such as ccache, which knows a compilation by its text; each source still includes what it uses, and is built so there.
set(SCONCE_COMMON_HEADERS <algorithm> <array> <atomic> <cmath> <complex> <cstdint> <cstring> <limits> <memory> <string> <type_traits> <vector>)

# sconce_precompile(<target> <header>...)
function(sconce_precompile target)
  if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()

# sconce_per_capability(<name> <source>...): the object libraries <name>_default, <name>_avx2 and <name>_avx512.
function(sconce_per_capability name)
  foreach(capability IN LISTS SCONCE_CAPABILITIES)
    string(TOLOWER ${capability} suffix)
    add_library(${name}_${suffix} OBJECT ${ARGN})
    target_compile_options(${name}_${suffix} PRIVATE ${SCONCE_FLAGS_${capability}} ${SCONCE_KERNEL_OPTIMISATION})
    target_compile_definitions(${name}_${suffix} PRIVATE
      SCONCE_CPU_CAPABILITY=${capability} SCONCE_CPU_CAPABILITY_${capability}=1)
    target_link_libraries(${name}_${suffix} PRIVATE sconce_options)
    sconce_precompile(${name}_${suffix} ${SCONCE_COMMON_HEADERS} <immintrin.h>)
  endforeach()
endfunction()

# sconce_link_per_capability(<target> <name>): links these objects into a target, in rising order.
function(sconce_link_per_capability target name)
  foreach(capability IN LISTS SCONCE_CAPABILITIES)
    string(TOLOWER ${capability} suffix)
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:${name}_${suffix}>)
  endforeach()
endfunction()
