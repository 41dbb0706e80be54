# The table of the build switches: what each combination configures to, or the sentence with which it stops.
#
#   cmake -DMODULES=<the folder of Options.cmake> -P switches.cmake
#
# Runs itself once a row, with ROW set, as CMake would run when it configures. Nothing is compiled.
cmake_minimum_required(VERSION 3.22)

if(DEFINED ROW)
  list(APPEND CMAKE_MODULE_PATH ${MODULES})
  # As a project sets them.
  set(CMAKE_FIND_LIBRARY_PREFIXES lib)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .so)
  include(${MODULES}/Options.cmake)
  foreach(package IN LISTS FIND)
    find_package(${package} REQUIRED)
    get_filename_component(headers "${${package}_INCLUDE_DIR}" ABSOLUTE)
    message("found: ${headers} and ${${package}_LIBRARY}")
  endforeach()
  message("result: ${SCONCE_BACKEND_LIST} openmp=${USE_OPENMP} tbb=${USE_TBB} ${BLAS} mkl=${MKL_THREADING} "
          "mkldnn=${USE_MKLDNN} ${MKLDNN_CPU_RUNTIME}")
  return()
endif()

set(problems "")

function(run_row arguments)
  separate_arguments(arguments UNIX_COMMAND "${arguments}")
  # What the environment says of installed libraries does not count here.
  set(forget --unset=MKL_ROOT --unset=MKLROOT --unset=oneDNN_ROOT --unset=ONEDNN_ROOT)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env ${forget} ${CMAKE_COMMAND} -DROW=1 -DMODULES=${MODULES} ${arguments} -P ${CMAKE_CURRENT_LIST_FILE}
    RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
  string(REGEX REPLACE "[ \n]+" " " text "${text}")  # CMake wraps its messages
  set(status ${status} PARENT_SCOPE)
  set(text "${text}" PARENT_SCOPE)
endfunction()

# legal(<switches> <what they amount to>): configures without a warning.
function(legal switches result)
  run_row("${switches}")
  if(NOT status EQUAL 0 OR text MATCHES "Warning" OR NOT text MATCHES "result: ${result} ?$")
    set(problems ${problems} "'${switches}' is legal and amounts to '${result}', but: ${text}" PARENT_SCOPE)
  endif()
endfunction()

# mixed(<switches> <the switch to change>): configures, and warns of two runtimes.
function(mixed switches advice)
  run_row("${switches}")
  if(NOT status EQUAL 0 OR NOT text MATCHES "CMake Warning.*mixes OpenMP and oneTBB.*set ${advice}")
    set(problems ${problems} "'${switches}' is legal with a warning to set ${advice}, but: ${text}" PARENT_SCOPE)
  endif()
endfunction()

# illegal(<switches> <part of the sentence>): stops, and says what to set.
function(illegal switches sentence)
  run_row("${switches}")
  string(FIND "${text}" "${sentence}" at)
  if(status EQUAL 0 OR at EQUAL -1)
    set(problems ${problems} "'${switches}' must stop with '${sentence}', but: ${text}" PARENT_SCOPE)
  endif()
endfunction()

# finds(<switches> <headers' folder> <library>): configures, with those of a library.
function(finds switches headers library)
  run_row("${switches}")
  string(FIND "${text}" "found: ${headers} and ${library} " at)
  if(NOT status EQUAL 0 OR at EQUAL -1)
    set(problems ${problems} "'${switches}' finds ${headers} and ${library}, but: ${text}" PARENT_SCOPE)
  endif()
endfunction()

legal("" "OMP openmp=ON tbb=OFF OpenBLAS mkl= mkldnn=OFF")
legal("-DATEN_THREADING=OMP -DUSE_OPENMP=1 -DUSE_TBB=0" "OMP openmp=ON tbb=OFF OpenBLAS mkl= mkldnn=OFF")
legal("-DUSE_TBB=1" "OMP openmp=ON tbb=ON OpenBLAS mkl= mkldnn=OFF")
legal("-DATEN_THREADING=TBB" "TBB openmp=ON tbb=ON OpenBLAS mkl= mkldnn=OFF")
legal("-DATEN_THREADING=TBB -DUSE_TBB=1 -DUSE_OPENMP=0" "TBB openmp=OFF tbb=ON OpenBLAS mkl= mkldnn=OFF")
legal("-DBLAS=MKL" "OMP openmp=ON tbb=OFF MKL mkl=OMP mkldnn=OFF")
legal("-DBLAS=MKL -DMKL_THREADING=OMP" "OMP openmp=ON tbb=OFF MKL mkl=OMP mkldnn=OFF")
legal("-DATEN_THREADING=TBB -DBLAS=MKL -DMKL_THREADING=TBB" "TBB openmp=ON tbb=ON MKL mkl=TBB mkldnn=OFF")
legal("-DUSE_MKLDNN=1" "OMP openmp=ON tbb=OFF OpenBLAS mkl= mkldnn=ON OMP")
legal("-DUSE_MKLDNN=1 -DMKLDNN_CPU_RUNTIME=OMP -DBLAS=MKL" "OMP openmp=ON tbb=OFF MKL mkl=OMP mkldnn=ON OMP")
legal("-DATEN_THREADING=TBB -DUSE_OPENMP=0 -DUSE_MKLDNN=1 -DMKLDNN_CPU_RUNTIME=TBB"
      "TBB openmp=OFF tbb=ON OpenBLAS mkl= mkldnn=ON TBB")
legal("-DSCONCE_BACKENDS=omp,tbb" "OMP.TBB openmp=ON tbb=ON OpenBLAS mkl= mkldnn=OFF")
legal("-DSCONCE_BACKENDS=omp,tbb -DATEN_THREADING=TBB" "OMP.TBB openmp=ON tbb=ON OpenBLAS mkl= mkldnn=OFF")
legal("-DSCONCE_BACKENDS=omp" "OMP openmp=ON tbb=OFF OpenBLAS mkl= mkldnn=OFF")

mixed("-DATEN_THREADING=TBB -DBLAS=MKL" "MKL_THREADING=TBB")
mixed("-DATEN_THREADING=TBB -DUSE_MKLDNN=1" "MKLDNN_CPU_RUNTIME=TBB")
mixed("-DBLAS=MKL -DMKL_THREADING=TBB" "MKL_THREADING=OMP")
mixed("-DUSE_MKLDNN=1 -DMKLDNN_CPU_RUNTIME=TBB" "MKLDNN_CPU_RUNTIME=OMP")
mixed("-DSCONCE_BACKENDS=omp,tbb -DBLAS=MKL" "MKL_THREADING=TBB")

illegal("-DATEN_THREADING=NATIVE" "set -DATEN_THREADING=OMP or -DATEN_THREADING=TBB")
illegal("-DATEN_THREADING=omp" "set -DATEN_THREADING=OMP or -DATEN_THREADING=TBB")
illegal("-DUSE_OPENMP=perhaps" "set -DUSE_OPENMP=1 or -DUSE_OPENMP=0")
illegal("-DUSE_TBB=perhaps" "set -DUSE_TBB=1 or -DUSE_TBB=0")
illegal("-DUSE_MKLDNN=perhaps" "set -DUSE_MKLDNN=1 or -DUSE_MKLDNN=0")
illegal("-DBLAS=Eigen" "set -DBLAS=OpenBLAS or -DBLAS=MKL")
illegal("-DBLAS=MKL -DMKL_THREADING=SEQ" "set -DMKL_THREADING=OMP or -DMKL_THREADING=TBB")
illegal("-DUSE_MKLDNN=1 -DMKLDNN_CPU_RUNTIME=DPCPP" "set -DMKLDNN_CPU_RUNTIME=OMP or -DMKLDNN_CPU_RUNTIME=TBB")
# Switches of a library that is not there.
illegal("-DMKL_THREADING=OMP" "set -DBLAS=MKL too, or leave MKL_THREADING out")
illegal("-DMKLDNN_CPU_RUNTIME=OMP" "set -DUSE_MKLDNN=1 too, or leave MKLDNN_CPU_RUNTIME out")
illegal("-DUSE_MKLDNN=0 -DMKLDNN_CPU_RUNTIME=TBB" "set -DUSE_MKLDNN=1 too, or leave MKLDNN_CPU_RUNTIME out")
# Every value TBB needs USE_TBB, every value OMP needs USE_OPENMP.
illegal("-DATEN_THREADING=TBB -DUSE_TBB=0" "ATEN_THREADING=TBB needs oneTBB, and USE_TBB=0: set -DUSE_TBB=1")
illegal("-DSCONCE_BACKENDS=omp,tbb -DUSE_TBB=0" "SCONCE_BACKENDS=omp,tbb needs oneTBB, and USE_TBB=0: set -DUSE_TBB=1")
illegal("-DBLAS=MKL -DMKL_THREADING=TBB -DUSE_TBB=0" "MKL_THREADING=TBB needs oneTBB, and USE_TBB=0: set -DUSE_TBB=1")
illegal("-DUSE_MKLDNN=1 -DMKLDNN_CPU_RUNTIME=TBB -DUSE_TBB=0"
        "MKLDNN_CPU_RUNTIME=TBB needs oneTBB, and USE_TBB=0: set -DUSE_TBB=1")
illegal("-DUSE_OPENMP=0" "ATEN_THREADING=OMP needs OpenMP, and USE_OPENMP=0: set -DUSE_OPENMP=1")
illegal("-DATEN_THREADING=TBB -DUSE_OPENMP=0 -DBLAS=MKL" "MKL_THREADING=OMP needs OpenMP, and USE_OPENMP=0: set -DUSE_OPENMP=1")
illegal("-DATEN_THREADING=TBB -DUSE_OPENMP=0 -DUSE_MKLDNN=1"
        "MKLDNN_CPU_RUNTIME=OMP needs OpenMP, and USE_OPENMP=0: set -DUSE_OPENMP=1")
illegal("-DATEN_THREADING=TBB -DUSE_OPENMP=0 -DSCONCE_BACKENDS=omp,tbb"
        "SCONCE_BACKENDS=omp,tbb needs OpenMP, and USE_OPENMP=0: set -DUSE_OPENMP=1")
# Side by side.
illegal("-DSCONCE_BACKENDS=omp,cuda" "set it to omp, tbb, or omp,tbb")
illegal("-DSCONCE_BACKENDS=tbb" "lacks ATEN_THREADING=OMP, which runs when nobody chooses: add it to the list")
# Sanitizers.
illegal("-DSCONCE_SANITIZE=memory" "set it to address, undefined, address,undefined or thread, or leave it empty")
illegal("-DSCONCE_SANITIZE=thread -DATEN_THREADING=TBB" "set -DATEN_THREADING=OMP, whose pool is synchronised by our own code")

# A library that lacks the layer: folders that look like one, as the bytedeco presets have them.
set(fake ${CMAKE_CURRENT_BINARY_DIR}/switches)
file(REMOVE_RECURSE ${fake})
foreach(header IN ITEMS mkl_cblas.h mkl_lapacke.h oneapi/dnnl/dnnl.h)
  file(WRITE ${fake}/include/${header} "")
endforeach()
foreach(library IN ITEMS libmkl_rt.so.2 libmkl_gnu_thread.so.2 libdnnl.so.3)
  file(WRITE ${fake}/${library} "")
endforeach()
file(WRITE ${fake}/include/mkl_version.h "#define INTEL_MKL_VERSION      20251002\n")
file(WRITE ${fake}/include/oneapi/dnnl/dnnl_version.h
  "#define DNNL_VERSION_MAJOR 3\n#define DNNL_VERSION_MINOR 11\n#define DNNL_VERSION_PATCH 2\n")
file(WRITE ${fake}/include/oneapi/dnnl/dnnl_config.h "#define DNNL_CPU_THREADING_RUNTIME DNNL_RUNTIME_OMP\n")
set(mkl "-DFIND=MKL -DBLAS=MKL -DMKL_ROOT=${fake}")
set(onednn "-DFIND=oneDNN -DUSE_MKLDNN=1 -DoneDNN_ROOT=${fake}")
legal("${mkl}" "OMP openmp=ON tbb=OFF MKL mkl=OMP mkldnn=OFF")
legal("${onednn}" "OMP openmp=ON tbb=OFF OpenBLAS mkl= mkldnn=ON OMP")
illegal("${mkl} -DATEN_THREADING=TBB -DMKL_THREADING=TBB" "install all of MKL and set -DMKL_ROOT to it, or set another MKL_THREADING")
illegal("${onednn} -DATEN_THREADING=TBB -DMKLDNN_CPU_RUNTIME=TBB"
        "set -DoneDNN_ROOT to one built with -DDNNL_CPU_RUNTIME=TBB, or set another MKLDNN_CPU_RUNTIME")
illegal("-DFIND=MKL -DBLAS=MKL -DMKL_ROOT=/nowhere -DCMAKE_FIND_USE_CMAKE_SYSTEM_PATH=0"
        "install it and set -DMKL_ROOT to the folder of its include and lib, or set -DBLAS=OpenBLAS")
illegal("-DFIND=oneDNN -DUSE_MKLDNN=1 -DoneDNN_ROOT=/nowhere -DCMAKE_FIND_USE_CMAKE_SYSTEM_PATH=0"
        "install it and set -DoneDNN_ROOT to the folder of its include and lib, or set -DUSE_MKLDNN=0")

# An installed MKL, as the usual packages lay it out; beside another that a search would come upon later.
set(other ${fake}/other)
file(WRITE ${other}/include/mkl_cblas.h "")
file(WRITE ${other}/lib/libmkl_rt.so.2 "")
function(finds_mkl headers libraries ending)
  set(root ${fake}/root)
  file(REMOVE_RECURSE ${root})
  file(WRITE ${root}/${headers}/mkl_cblas.h "")
  foreach(library IN ITEMS rt sequential)
    file(WRITE ${root}/${libraries}/libmkl_${library}.${ending} "")
  endforeach()
  finds("-DFIND=MKL -DATEN_THREADING=TBB -DBLAS=MKL -DMKL_THREADING=TBB -DMKL_ROOT=${root} -DCMAKE_PREFIX_PATH=${other}"
        ${root}/${headers} ${root}/${libraries}/libmkl_rt.${ending})
  set(problems ${problems} PARENT_SCOPE)
endfunction()
finds_mkl(include lib so.2)                     # Intel's, since 2024
finds_mkl(include lib/intel64 so.2)             # and before
finds_mkl(include lib/intel64 so)               # and before 2021
finds_mkl(include/mkl lib/x86_64-linux-gnu so)  # Debian's
file(REMOVE_RECURSE ${fake})

if(problems)
  list(JOIN problems "\n  " text)
  message(FATAL_ERROR "\n  ${text}")
endif()
