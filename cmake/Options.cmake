# The build switches, under PyTorch's names. A combination that cannot be built stops here, with a sentence that says what to set.
# native/test/switches.cmake holds the table of what is refused and what is not.
#
# Whether a library has the threading layer that a switch asks for is known once it is found: FindMKL.cmake and FindoneDNN.cmake say so.

set(ATEN_THREADING "OMP" CACHE STRING "Backend of the intra-op thread pool: OMP or TBB")
set(SCONCE_BACKENDS "" CACHE STRING "Backends to package side by side, such as omp,tbb; empty means ATEN_THREADING's alone")
set(USE_OPENMP "ON" CACHE STRING "Whether anything may use OpenMP: ON or OFF")
set(USE_TBB "" CACHE STRING "Whether anything may use oneTBB: ON or OFF; empty means as the other switches need")
set(BLAS "OpenBLAS" CACHE STRING "BLAS and LAPACK library: OpenBLAS or MKL")
set(MKL_THREADING "" CACHE STRING "Threading layer of MKL: OMP or TBB; empty means OMP with BLAS=MKL")
set(USE_MKLDNN "OFF" CACHE STRING "Whether to build with oneDNN: ON or OFF")
set(MKLDNN_CPU_RUNTIME "" CACHE STRING "Threading runtime of oneDNN: OMP or TBB; empty means OMP with USE_MKLDNN=1")
set(SCONCE_SANITIZE "" CACHE STRING "Sanitizers, comma separated: address,undefined or thread. Empty for none")
option(SCONCE_TESTS "Build the native tests" ON)

# sconce_check_value(<switch> <value>...): stops unless the switch has one of the values.
function(sconce_check_value switch)
  if(NOT "${${switch}}" IN_LIST ARGN)
    list(TRANSFORM ARGN PREPEND "-D${switch}=")
    list(JOIN ARGN " or " choices)
    message(FATAL_ERROR "${switch}=${${switch}} is not supported: set ${choices}")
  endif()
endfunction()

# sconce_check_boolean(<switch>): stops unless it is a truth value, and makes it ON or OFF.
function(sconce_check_boolean switch)
  string(TOUPPER "${${switch}}" value)
  if(value MATCHES "^(1|ON|TRUE|YES)$")
    set(${switch} ON PARENT_SCOPE)
  elseif(value MATCHES "^(0|OFF|FALSE|NO)$")
    set(${switch} OFF PARENT_SCOPE)
  else()
    message(FATAL_ERROR "${switch}=${${switch}} is neither yes nor no: set -D${switch}=1 or -D${switch}=0")
  endif()
endfunction()

sconce_check_value(ATEN_THREADING OMP TBB)
sconce_check_boolean(USE_OPENMP)
sconce_check_value(BLAS OpenBLAS MKL)
sconce_check_boolean(USE_MKLDNN)

# Switches of a library that is not built with say nothing, and hide a misunderstanding.
if(BLAS STREQUAL "MKL")
  if(MKL_THREADING STREQUAL "")
    set(MKL_THREADING OMP)
  endif()
  sconce_check_value(MKL_THREADING OMP TBB)
elseif(NOT MKL_THREADING STREQUAL "")
  message(FATAL_ERROR "MKL_THREADING=${MKL_THREADING} is a switch of MKL's, and BLAS=${BLAS}: set -DBLAS=MKL too, or leave MKL_THREADING out")
endif()
if(USE_MKLDNN)
  if(MKLDNN_CPU_RUNTIME STREQUAL "")
    set(MKLDNN_CPU_RUNTIME OMP)
  endif()
  sconce_check_value(MKLDNN_CPU_RUNTIME OMP TBB)
elseif(NOT MKLDNN_CPU_RUNTIME STREQUAL "")
  message(FATAL_ERROR "MKLDNN_CPU_RUNTIME=${MKLDNN_CPU_RUNTIME} is a switch of oneDNN's, and USE_MKLDNN=0: "
                      "set -DUSE_MKLDNN=1 too, or leave MKLDNN_CPU_RUNTIME out")
endif()

# SCONCE_BACKEND_LIST: the backends that are built, as OMP and TBB; ATEN_THREADING's is what runs when nobody chooses.
if(SCONCE_BACKENDS STREQUAL "")
  set(SCONCE_BACKEND_LIST ${ATEN_THREADING})
else()
  string(TOUPPER "${SCONCE_BACKENDS}" SCONCE_BACKEND_LIST)
  string(REPLACE "," ";" SCONCE_BACKEND_LIST "${SCONCE_BACKEND_LIST}")
  foreach(backend IN LISTS SCONCE_BACKEND_LIST)
    if(NOT backend MATCHES "^(OMP|TBB)$")
      message(FATAL_ERROR "SCONCE_BACKENDS=${SCONCE_BACKENDS} names a backend that there is not: set it to omp, tbb, or omp,tbb")
    endif()
  endforeach()
  list(REMOVE_DUPLICATES SCONCE_BACKEND_LIST)
  if(NOT ATEN_THREADING IN_LIST SCONCE_BACKEND_LIST)
    message(FATAL_ERROR "SCONCE_BACKENDS=${SCONCE_BACKENDS} lacks ATEN_THREADING=${ATEN_THREADING}, which runs when nobody chooses: "
                        "add it to the list, or set ATEN_THREADING to one of the list")
  endif()
endif()

# Who uses what, in words for the messages.
set(omp_users "")
set(tbb_users "")
foreach(backend IN LISTS SCONCE_BACKEND_LIST)
  if(backend STREQUAL ATEN_THREADING)
    set(user "ATEN_THREADING=${backend}")
  else()
    set(user "SCONCE_BACKENDS=${SCONCE_BACKENDS}")
  endif()
  string(TOLOWER ${backend} prefix)
  list(APPEND ${prefix}_users "${user}")
endforeach()
foreach(switch IN ITEMS MKL_THREADING MKLDNN_CPU_RUNTIME)
  if(${switch})
    string(TOLOWER ${${switch}} prefix)
    list(APPEND ${prefix}_users "${switch}=${${switch}}")
  endif()
endforeach()

if(USE_TBB STREQUAL "")
  if(tbb_users)
    set(USE_TBB ON)
  else()
    set(USE_TBB OFF)
  endif()
endif()
sconce_check_boolean(USE_TBB)
if(tbb_users AND NOT USE_TBB)
  list(JOIN tbb_users " and " users)
  message(FATAL_ERROR "${users} needs oneTBB, and USE_TBB=0: set -DUSE_TBB=1, or choose OMP there")
endif()
if(omp_users AND NOT USE_OPENMP)
  list(JOIN omp_users " and " users)
  message(FATAL_ERROR "${users} needs OpenMP, and USE_OPENMP=0: set -DUSE_OPENMP=1, or choose TBB there")
endif()

# One process, two runtimes. Ours computes on ATEN_THREADING's alone (the libraries run single-threaded inside our tiles), but a runtime
# that is mapped can be started by whoever else is in the process.
foreach(backend IN LISTS SCONCE_BACKEND_LIST)
  foreach(switch IN ITEMS MKL_THREADING MKLDNN_CPU_RUNTIME)
    if(${switch} AND NOT ${switch} STREQUAL backend)
      message(WARNING "This build mixes OpenMP and oneTBB: the ${backend} backend with ${switch}=${${switch}}. "
                      "PyTorch's notes recommend against it: set ${switch}=${backend} where the library has that layer")
    endif()
  endforeach()
endforeach()

if(NOT SCONCE_SANITIZE MATCHES "^(|address|undefined|address,undefined|undefined,address|thread)$")
  message(FATAL_ERROR "SCONCE_SANITIZE=${SCONCE_SANITIZE} is not supported: "
                      "set it to address, undefined, address,undefined or thread, or leave it empty")
endif()
if(SCONCE_SANITIZE STREQUAL "thread" AND ATEN_THREADING STREQUAL "TBB")
  message(FATAL_ERROR "SCONCE_SANITIZE=thread cannot see the synchronisation inside oneTBB and reports races that are none: "
                      "set -DATEN_THREADING=OMP, whose pool is synchronised by our own code")
endif()
