# The build switches, under PyTorch's names. A value that cannot be built stops here, with a sentence that says what to set.

set(ATEN_THREADING "OMP" CACHE STRING "Backend of the intra-op thread pool: OMP or TBB")
option(USE_OPENMP "Build with OpenMP" ON)
option(USE_TBB "Build with oneTBB" OFF)
set(BLAS "OpenBLAS" CACHE STRING "BLAS and LAPACK library: OpenBLAS")
set(SCONCE_SANITIZE "" CACHE STRING "Sanitizers, comma separated: address,undefined or thread. Empty for none")
option(SCONCE_TESTS "Build the native tests" ON)

set_property(CACHE ATEN_THREADING PROPERTY STRINGS OMP TBB)
set_property(CACHE BLAS PROPERTY STRINGS OpenBLAS)

if(NOT ATEN_THREADING MATCHES "^(OMP|TBB)$")
  message(FATAL_ERROR "ATEN_THREADING=${ATEN_THREADING} is not a backend: set -DATEN_THREADING=OMP or -DATEN_THREADING=TBB")
endif()
if(ATEN_THREADING STREQUAL "OMP" AND NOT USE_OPENMP)
  message(FATAL_ERROR "ATEN_THREADING=OMP needs OpenMP: set -DUSE_OPENMP=1, or choose -DATEN_THREADING=TBB -DUSE_TBB=1")
endif()
if(ATEN_THREADING STREQUAL "TBB" AND NOT USE_TBB)
  message(FATAL_ERROR "ATEN_THREADING=TBB needs oneTBB: set -DUSE_TBB=1 as well")
endif()
if(NOT BLAS STREQUAL "OpenBLAS")
  message(FATAL_ERROR "BLAS=${BLAS} is not supported: set -DBLAS=OpenBLAS")
endif()
if(NOT SCONCE_SANITIZE MATCHES "^(|address|undefined|address,undefined|undefined,address|thread)$")
  message(FATAL_ERROR "SCONCE_SANITIZE=${SCONCE_SANITIZE} is not supported: "
                      "set it to address, undefined, address,undefined or thread, or leave it empty")
endif()
