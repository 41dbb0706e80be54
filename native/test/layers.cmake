# Who may know whom in C++, checked on the sources and on what the library exports. Run by ctest: cmake -DSOURCE=… -DLIBRARY=… -DNM=… -P

set(problems "")

# only_in(<what> <folder> <regular expression of a forbidden line>): no file outside the folder may have such a line.
function(only_in what folder expression)
  file(GLOB_RECURSE files ${SOURCE}/src/*.cpp ${SOURCE}/src/*.h ${SOURCE}/include/*.h)
  foreach(file IN LISTS files)
    file(RELATIVE_PATH name ${SOURCE} ${file})
    if(name MATCHES "^${folder}/")
      continue()
    endif()
    file(STRINGS ${file} lines REGEX "${expression}")
    foreach(line IN LISTS lines)
      list(APPEND problems "${name}: ${what} belongs in ${folder}: ${line}")
    endforeach()
  endforeach()
  set(problems "${problems}" PARENT_SCOPE)
endfunction()

only_in("OpenMP" src/parallel "#[ ]*(include[ ]*<omp.h>|pragma[ ]+omp)")
only_in("oneTBB" src/parallel "#[ ]*include[ ]*[<\"](oneapi/)?tbb")
only_in("BLAS and oneDNN" src/gemm "#[ ]*include[ ]*[<\"](cblas|lapacke?|mkl|dnnl|oneapi/dnnl)")
only_in("a namespace of libtorch" nowhere "namespace (at|c10|torch)[ :{]")

# The library shares a process with others, libtorch among them: it exports the C boundary and nothing else.
execute_process(COMMAND ${NM} -D --defined-only ${LIBRARY} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" symbols "${symbols}")
list(LENGTH symbols count)
if(count EQUAL 0)
  list(APPEND problems "${LIBRARY} exports nothing")
endif()
foreach(symbol IN LISTS symbols)
  if(NOT symbol MATCHES " T sc_[a-z_]+$")
    list(APPEND problems "exported beside the C boundary: ${symbol}")
  endif()
endforeach()

if(problems)
  list(JOIN problems "\n  " text)
  message(FATAL_ERROR "\n  ${text}")
endif()
